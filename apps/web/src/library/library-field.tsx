import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { searchFieldMark } from '../app/shortcuts';
import { longestQuery } from '../tracks/report-click';
import styles from './library.module.css';

interface LibraryFieldProps {
  text: string;
  onText: (text: string) => void;
  /** Into the songs. */
  onDown: () => void;
}

/** Finds songs of the library: Escape clears it, the arrow down leads to the songs. */
export function LibraryField({ text, onText, onDown }: LibraryFieldProps) {
  return (
    <TextInput
      {...searchFieldMark}
      className={styles['filter']}
      placeholder="Search title, artist or album"
      aria-label="Search the library"
      autoComplete="off"
      spellCheck={false}
      maxLength={longestQuery}
      value={text}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => onText('')} />}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onText('');
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        onDown();
      }}
      data-testid="library-filter"
    />
  );
}
