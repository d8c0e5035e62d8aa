import { type ReactNode } from 'react';
import styles from './bar.module.css';

interface StripProps {
  /** `loud`: the room hears it or will; `warn`: somebody should look; `calm`: something to know. */
  tone: 'loud' | 'warn' | 'calm';
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  testId: string;
}

/** A line above the bar that can be read from across the room: what is wrong, and what to do. */
export function Strip({ tone, icon, title, children, action, testId }: StripProps) {
  return (
    <div
      className={styles['trouble']}
      data-tone={tone}
      role={tone === 'loud' ? 'alert' : 'status'}
      data-testid={testId}
    >
      {icon}
      <div className={styles['words']}>
        <strong>{title}</strong>
        {children !== undefined && <span>{children}</span>}
      </div>
      {action}
    </div>
  );
}
