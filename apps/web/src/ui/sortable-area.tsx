import {
  type Announcements,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  closestCenter,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { type ReactNode, useMemo } from 'react';

interface SortableAreaProps {
  /** In the order in which they are shown. */
  items: { id: string; name: string }[];
  /** An item was dropped; `to` is its new index. */
  onMove: (id: string, to: number) => void;
  children: ReactNode;
}

const instructions = {
  draggable:
    'Press space to pick the song up, the arrow keys to move it, space to put it down, and escape to leave it where ' +
    'it was. Alt with an arrow key moves it at once; delete takes it out.',
};

/** A list that can be reordered with pointer, finger and keyboard, and says to screen readers what it does. */
export function SortableArea({ items, onMove, children }: SortableAreaProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = useMemo(() => items.map(({ id }) => id), [items]);
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (over === null || over.id === active.id) return;
    const to = ids.indexOf(String(over.id));
    if (to >= 0) onMove(String(active.id), to);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{ announcements: announcementsFor(items), screenReaderInstructions: instructions }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

function announcementsFor(items: SortableAreaProps['items']): Announcements {
  const nameOf = (id: UniqueIdentifier): string => items.find((item) => item.id === id)?.name ?? 'The song';
  const placeOf = (id: UniqueIdentifier): string =>
    `place ${items.findIndex((item) => item.id === id) + 1} of ${items.length}`;
  return {
    onDragStart: ({ active }) => `${nameOf(active.id)} picked up from ${placeOf(active.id)}`,
    onDragOver: ({ active, over }) => (over === null ? undefined : `${nameOf(active.id)} is over ${placeOf(over.id)}`),
    onDragEnd: ({ active, over }) =>
      over === null ? `${nameOf(active.id)} stays where it was` : `${nameOf(active.id)} put at ${placeOf(over.id)}`,
    onDragCancel: ({ active }) => `${nameOf(active.id)} stays where it was`,
  };
}
