import { ActionIcon } from '@mantine/core';
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { IconGripVertical, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import styles from './sortable-row.module.css';

interface SortableRowProps {
  id: string;
  /** What is moved, for people who hear the page. */
  name: string;
  className?: string;
  testId: string;
  onRemove: () => void;
  /** One place up (−1) or down (1). */
  onStep: (step: -1 | 1) => void;
  children: ReactNode;
}

/**
 * A row of a sortable area: dragged by its grip, moved with Alt and the arrow keys, taken out with Delete. The keys
 * work wherever in the row the focus is.
 */
export function SortableRow({ id, name, className, testId, onRemove, onStep, children }: SortableRowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
  });
  const grip = useRef<HTMLButtonElement | null>(null);
  const remove = (): void => {
    focusNeighbour(grip.current);
    onRemove();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key === 'Delete' || event.key === 'Backspace') remove();
    else if (event.altKey && event.key === 'ArrowUp') onStep(-1);
    else if (event.altKey && event.key === 'ArrowDown') onStep(1);
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={setNodeRef}
      className={`${styles['row']} ${className ?? ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-lifted={isDragging}
      data-testid={testId}
      data-id={id}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        className={styles['grip']}
        ref={(node) => {
          grip.current = node;
          setActivatorNodeRef(node);
        }}
        data-grip
        {...attributes}
        {...listeners}
        aria-label={`Move ${name}`}
      >
        <IconGripVertical size={18} aria-hidden />
      </button>
      {children}
      <ActionIcon
        className={styles['remove']}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Remove ${name}`}
        onClick={remove}
      >
        <IconX size={18} />
      </ActionIcon>
    </li>
  );
}

/** A row that goes leaves the focus to the next one, so that the keyboard does not start over at the page's top. */
function focusNeighbour(grip: HTMLElement | null): void {
  const row = grip?.closest('li');
  if (!row?.contains(document.activeElement)) return;
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  neighbour?.querySelector<HTMLElement>('[data-grip]')?.focus();
}
