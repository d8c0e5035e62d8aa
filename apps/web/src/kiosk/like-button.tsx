import { IconHeart, IconHeartFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useKioskState } from './kiosk-context';
import styles from './kiosk.module.css';
import { useLike } from './use-likes';

/** A heart for the song in the room, with how many there are. */
export function LikeButton() {
  const { t } = useTranslation();
  const { nowPlaying } = useKioskState();
  const { liked, count, failed, toggle } = useLike(nowPlaying);
  const title = nowPlaying.title ?? '';
  const none = nowPlaying.track_id === null;
  const label = t(liked ? 'like.remove' : 'like.add', { title });
  return (
    <>
      <button
        type="button"
        className={styles['like']}
        aria-pressed={liked}
        aria-label={`${label}, ${t('like.count', { count })}`}
        disabled={none}
        onClick={toggle}
        data-testid="kiosk-like"
        data-liked={liked}
      >
        {liked ? <IconHeartFilled size={26} aria-hidden /> : <IconHeart size={26} aria-hidden />}
        <span className="tabular" data-testid="kiosk-like-count">
          {count}
        </span>
      </button>
      {failed && (
        <span role="alert" className={styles['likeFailed']}>
          {t('like.failed')}
        </span>
      )}
    </>
  );
}
