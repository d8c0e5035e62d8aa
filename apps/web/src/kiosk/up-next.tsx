import { type QueueItem } from '@djamms/contracts';
import { useTranslation } from 'react-i18next';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import { useKioskState } from './kiosk-context';
import styles from './kiosk.module.css';
import { useMyRequests } from './use-my-requests';

/** Songs that are listed; how many more there are is a number below. */
const listed = 12;

/** What comes: what plays first, requests among it, then the queue. */
export function UpNext() {
  const { t } = useTranslation();
  const { queue, rules } = useKioskState();
  const mine = useMyRequests();
  const items = [...queue.priority_queue, ...queue.active_queue].slice(0, listed);
  const more = queue.priority_total + queue.active_total - items.length;
  const ours = new Set(mine.map(({ request }) => request.itemId));
  return (
    <section aria-labelledby="kiosk-next">
      <h2 id="kiosk-next" className={styles['heading']}>
        {t('next.title')}
      </h2>
      {items.length === 0 && (
        <p className={styles['quiet']}>{rules.is_open ? t('next.empty') : t('next.empty.closed')}</p>
      )}
      <ol className={styles['list']} data-testid="kiosk-next">
        {items.map((item) => (
          <NextRow key={item.item_id} item={item} ours={ours.has(item.item_id)} />
        ))}
      </ol>
      {more > 0 && <p className={styles['quiet']}>{t('next.more', { count: more })}</p>}
    </section>
  );
}

function NextRow({ item, ours }: { item: QueueItem; ours: boolean }) {
  const { t } = useTranslation();
  return (
    <li className={styles['row']} data-ours={ours}>
      <Cover title={item.title} artist={item.artist} src={item.thumbnail} size={52} radius={8} />
      <div className={styles['names']}>
        <div className="truncate">{item.title}</div>
        <div className="truncate">{item.artist}</div>
      </div>
      {item.is_request && <span className={styles['badge']}>{ours ? t('next.mine') : t('next.request')}</span>}
      <span className={`${styles['time']} tabular`}>{clockTime(item.duration)}</span>
    </li>
  );
}
