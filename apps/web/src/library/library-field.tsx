import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject } from 'react';
import { searchFieldMark } from '../app/shortcuts';
import { longestQuery } from '../tracks/report-click';
import { isComposing } from '../ui/composing';
import styles from './library.module.css';

interface LibraryFieldProps {
  field: RefObject<HTMLInputElement | null>;
  text: string;
  onText: (text: string) => void;
  /** Into the songs. */
  onDown: () => void;
  onLeave: () => void;
}

/** Finds songs of the library: Escape clears it, the arrow down leads to the songs. */
export function LibraryField({ field, text, onText, onDown, onLeave }: LibraryFieldProps) {
  const clear = (): void => {
    onText('');
    field.current?.focus();
  };
  return (
    <TextInput
      {...searchFieldMark}
      ref={field}
      className={styles['filter']}
      placeholder="Search title, artist or album"
      aria-label="Search the library"
      autoComplete="off"
      spellCheck={false}
      maxLength={longestQuery}
      value={text}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={clear} />}
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={onLeave}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        if (event.key === 'Escape') onText('');
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        onDown();
      }}
      data-testid="library-filter"
    />
  );
}
