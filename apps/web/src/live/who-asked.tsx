import { type QueueItem } from '@djamms/contracts';
import { useSession } from '../session/api';
import styles from './live.module.css';
import { type QueueList } from './queue-changes';

/** Whose wish a song is. In the main queue only guests' are worth a word: the rest is the house's own music. */
export function WhoAsked({ item, list }: { item: QueueItem; list: QueueList }) {
  const { user } = useSession();
  if (item.is_request) return <span className={styles['guest']}>Guest request · </span>;
  if (item.added_by_user_id === null || list === 'active') return null;
  return <>{item.added_by_user_id === user?.id ? 'You' : 'Staff'} · </>;
}
