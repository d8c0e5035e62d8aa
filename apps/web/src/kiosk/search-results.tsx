import { Skeleton } from '@mantine/core';
import { DomainError } from '@djamms/contracts';
import { IconMicrophone2, IconMusic } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKioskState, useLine } from './kiosk-context';
import styles from './kiosk.module.css';
import { SongRow } from './song-row';
import { type KioskSearch } from './use-kiosk-search';

interface SearchResultsProps {
  search: KioskSearch;
  /** Puts another text into the field. */
  onText: (text: string) => void;
}

/** What the field finds, with a button on each song; without a text, what is popular here. */
export function SearchResults({ search, onText }: SearchResultsProps) {
  const { t } = useTranslation();
  const { rules } = useKioskState();
  const { text, tracks, total } = search;
  const heading = text === '' ? t('search.popular') : t('search.results');
  return (
    <section aria-label={heading} data-testid="kiosk-results">
      <Suggestions search={search} onText={onText} />
      <h2 className={styles['heading']}>{heading}</h2>
      {!rules.is_open && <p className={styles['notice']}>{t('closed.text')}</p>}
      <SearchTrouble search={search} />
      <p className={styles['unseen']} role="status">
        {search.loading || text === '' ? '' : t('search.found', { count: total })}
      </p>
      {search.loading && search.failure === null && <LoadingSongs />}
      {!search.loading && tracks.length === 0 && <NothingFound search={search} onText={onText} />}
      <ul className={styles['list']}>
        {tracks.map((track) => (
          <SongRow key={track.id} track={track} />
        ))}
      </ul>
      {total > tracks.length && tracks.length > 0 && <p className={styles['quiet']}>{t('search.refine')}</p>}
    </section>
  );
}

function Suggestions({ search: { suggestions }, onText }: SearchResultsProps) {
  const { t } = useTranslation();
  if (suggestions.length === 0) return null;
  return (
    <div className={styles['chips']} role="group" aria-label={t('search.suggestions')}>
      {suggestions.map((entry) => (
        <Chip
          key={`${entry.kind} ${entry.trackId ?? entry.text}`}
          icon={entry.kind === 'artist' ? <IconMicrophone2 size={16} /> : <IconMusic size={16} />}
          onPick={() => onText(entry.text)}
        >
          {entry.text}
        </Chip>
      ))}
    </div>
  );
}

function Chip({ icon, onPick, children }: { icon: ReactNode; onPick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles['chip']} onClick={onPick}>
      <span aria-hidden>{icon}</span>
      {children}
    </button>
  );
}

/** Songs that were found before stay below it. */
function SearchTrouble({ search: { failure } }: { search: KioskSearch }) {
  const { t } = useTranslation();
  const offline = useLine(({ connection }) => connection === 'offline');
  if (failure === null) return null;
  const seconds = failure instanceof DomainError && failure.status === 429 ? failure.details.retryAfter : undefined;
  const words = seconds === undefined ? t('search.failed') : t('search.limited', { count: Math.ceil(seconds) });
  return (
    <p className={styles['notice']} role="alert">
      {offline ? t('search.offline') : words}
    </p>
  );
}

function NothingFound({ search: { text, didYouMean }, onText }: SearchResultsProps) {
  const { t } = useTranslation();
  return (
    <div className={styles['nothing']}>
      <p>{text === '' ? t('search.library.empty') : t('search.none', { text })}</p>
      {text !== '' && <p className={styles['quiet']}>{t('search.none.hint')}</p>}
      {didYouMean !== null && (
        <button type="button" className={styles['plain']} onClick={() => onText(didYouMean)}>
          {t('search.meant', { text: didYouMean })}
        </button>
      )}
    </div>
  );
}

function LoadingSongs() {
  const { t } = useTranslation();
  return (
    <div aria-busy="true" aria-label={t('loading')} role="status">
      {Array.from({ length: 7 }, (_unused, index) => (
        <div key={index} className={styles['row']}>
          <Skeleton width={56} height={56} radius={8} />
          <div className={styles['names']}>
            <Skeleton height={16} width={`${70 - (index % 3) * 12}%`} mb={8} />
            <Skeleton height={13} width={`${42 + (index % 3) * 7}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
