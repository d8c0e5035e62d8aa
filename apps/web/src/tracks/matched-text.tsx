import { matchedParts } from './matched';
import styles from './matched.module.css';

/** A name with what of it was looked for marked. */
export function MatchedText({ text, query }: { text: string; query: string }) {
  if (query === '') return text;
  return matchedParts(text, query).map((part, index) =>
    part.matched ? (
      <mark key={index} className={styles['mark']}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
