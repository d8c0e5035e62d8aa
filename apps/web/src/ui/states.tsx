import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { explain } from '@djamms/client';
import { type ReactNode } from 'react';
import styles from './states.module.css';

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet: says what this place is for and offers the first step. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={styles['center']}>
      <span className={styles['icon']}>{icon}</span>
      <div className={styles['title']}>{title}</div>
      {children !== undefined && <div className={styles['text']}>{children}</div>}
      {action}
    </div>
  );
}

/** Something could not be loaded: says what to do, with a button that tries again. */
export function Failed({ error, retry, page = false }: { error: unknown; retry?: () => void; page?: boolean }) {
  return (
    <div className={`${styles['center']} ${page ? styles['page'] : ''}`} role="alert">
      <span className={`${styles['icon']} ${styles['danger']}`}>
        <IconAlertTriangle size={30} />
      </span>
      <div className={styles['title']}>This could not be shown</div>
      <div className={styles['text']}>{explain(error)}</div>
      {retry && (
        <Button variant="light" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Grey rows of the height that the real ones will have. */
export function LoadingRows({ count = 8, height = 40 }: { count?: number; height?: number }) {
  return (
    <div aria-busy="true" aria-label="Loading" style={{ display: 'grid', gap: 12, padding: '8px 0' }}>
      {Array.from({ length: count }, (_unused, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </div>
  );
}
