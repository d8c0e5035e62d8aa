import { type QueueItem } from '@djamms/contracts';
import { useSession } from '../session/api';
import styles from './live.module.css';

/** Whose wish a song is: a guest's, mine, a colleague's; nothing for what came with a playlist. */
export function WhoAsked({ item }: { item: QueueItem }) {
  const { user } = useSession();
  if (item.is_request) return <span className={styles['guest']}> · Guest request</span>;
  if (item.added_by_user_id === null) return null;
  return <> · {item.added_by_user_id === user?.id ? 'You' : 'Staff'}</>;
}
