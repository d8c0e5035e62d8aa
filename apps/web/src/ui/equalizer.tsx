import styles from './equalizer.module.css';

/** Three small bars that move while music plays. */
export function Equalizer({ moving }: { moving: boolean }) {
  return (
    <span className={styles['bars']} data-moving={moving} aria-hidden>
      <span />
      <span />
      <span />
    </span>
  );
}
