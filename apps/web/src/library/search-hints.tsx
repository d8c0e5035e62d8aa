import { Button } from '@mantine/core';
import { IconBulb, IconMicrophone2 } from '@tabler/icons-react';
import { MatchedText } from '../tracks/matched-text';
import { type OtherText } from '../tracks/choices';
import styles from './facets.module.css';

interface SearchHintsProps {
  others: readonly OtherText[];
  query: string;
  /** Puts another text into the field. */
  onText: (text: string) => void;
}

/** What may have been meant, and artists that were typed. */
export function SearchHints({ others, query, onText }: SearchHintsProps) {
  if (others.length === 0) return null;
  return (
    <div className={styles['hints']} role="group" aria-label="Other searches">
      {others.map((other) => (
        <Button
          key={`${other.kind} ${other.text}`}
          size="compact-md"
          radius="xl"
          variant={other.kind === 'meant' ? 'light' : 'default'}
          leftSection={other.kind === 'meant' ? <IconBulb size={16} /> : <IconMicrophone2 size={16} />}
          onClick={() => onText(other.text)}
          data-testid={`library-${other.kind}`}
        >
          <span className={`${styles['other']} truncate`}>
            {other.kind === 'meant' ? `Did you mean “${other.text}”?` : <MatchedText text={other.text} query={query} />}
          </span>
        </Button>
      ))}
    </div>
  );
}
