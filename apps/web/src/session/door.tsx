import { type ReactNode } from 'react';
import { Logo } from '../ui/logo';
import styles from './door.module.css';

const bars = [30, 62, 44, 88, 54, 100, 70, 38, 80, 48, 26];

/** The frame of the pages that lead into the app. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className={styles['page']}>
      <header className={styles['scene']}>
        <Logo size={30} />
        <div className={styles['bars']} aria-hidden>
          {bars.map((height, index) => (
            <span key={index} style={{ height: `${height}%` }} />
          ))}
        </div>
        <p className={styles['slogan']}>The music of your place, always right.</p>
        <p className={styles['points']}>
          Steer what plays from any laptop or phone. Whatever one window does, all the others show at once, and the room
          is never silent by accident.
        </p>
      </header>
      <main className={styles['panel']}>
        <div className={styles['form']}>{children}</div>
      </main>
    </div>
  );
}
