import { Button } from '@mantine/core';
import { explain } from '@djamms/client';
import { IconAlertTriangle } from '@tabler/icons-react';
import styles from './library.module.css';

/** Some rows stay grey: says why, below those that are there. */
export function RowsFailed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <div className={styles['failed']} role="alert" data-testid="rows-failed">
      <IconAlertTriangle size={20} color="var(--dj-danger)" aria-hidden />
      <span>
        <strong>Some songs could not be shown.</strong> {explain(error)}
      </span>
      <Button variant="light" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}
