import { Skeleton } from '@mantine/core';
import { DomainError } from '@djamms/contracts';
import { IconMicrophone2, IconMusic } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MatchedText } from '../tracks/matched-text';
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
  const trouble = useTrouble(search);
  const { typed, text, answered, empty, tracks, total } = search;
  const heading = text === '' ? t('search.popular') : t('search.results');
  return (
    <section aria-label={heading} className={styles['results']} data-answered={answered} data-testid="kiosk-results">
      {answered && <Meant search={search} onText={onText} />}
      <Suggestions search={search} onText={onText} />
      <h2 className={styles['heading']}>{heading}</h2>
      {!rules.is_open && <p className={styles['notice']}>{t('closed.text')}</p>}
      {trouble !== null && (
        <p className={styles['notice']} role="alert">
          {trouble}
        </p>
      )}
      <p className={styles['unseen']} role="status">
        {answered && typed !== '' ? t('search.found', { count: total }) : ''}
      </p>
      {empty && trouble === null && <LoadingSongs />}
      {answered && tracks.length === 0 && <NothingFound text={typed} />}
      <ul className={styles['list']} aria-busy={!answered}>
        {tracks.map((track) => (
          <SongRow key={track.id} track={track} foundBy={text} />
        ))}
      </ul>
      {answered && total > tracks.length && tracks.length > 0 && (
        <p className={styles['quiet']}>{t('search.refine')}</p>
      )}
    </section>
  );
}

/** Another spelling, where what was typed finds little. */
function Meant({ search: { didYouMean }, onText }: SearchResultsProps) {
  const { t } = useTranslation();
  if (didYouMean === null) return null;
  return (
    <button type="button" className={styles['meant']} onClick={() => onText(didYouMean)} data-testid="kiosk-meant">
      {t('search.meant', { text: didYouMean })}
    </button>
  );
}

function Suggestions({ search: { text, artists, suggestions }, onText }: SearchResultsProps) {
  const { t } = useTranslation();
  if (artists.length + suggestions.items.length === 0) return null;
  return (
    <div className={styles['chips']} role="group" aria-label={t('search.suggestions')}>
      {artists.map(({ name, trackCount }) => (
        <Chip
          key={name}
          label={t('search.artist', { artist: name, count: trackCount })}
          icon={<IconMicrophone2 size={16} />}
          onPick={() => onText(name)}
        >
          <span className="truncate">
            <MatchedText text={name} query={text} />
          </span>
        </Chip>
      ))}
      {suggestions.items.map((entry) => (
        <Chip
          key={`${entry.kind} ${entry.trackId ?? entry.text}`}
          icon={entry.kind === 'artist' ? <IconMicrophone2 size={16} /> : <IconMusic size={16} />}
          onPick={() => onText(entry.text)}
        >
          <span className="truncate">
            <MatchedText text={entry.text} query={suggestions.text} />
          </span>
        </Chip>
      ))}
    </div>
  );
}

interface ChipProps {
  icon: ReactNode;
  /** For who can't see the icon; what is written unless given. */
  label?: string;
  onPick: () => void;
  children: ReactNode;
}

function Chip({ icon, label, onPick, children }: ChipProps) {
  return (
    <button type="button" className={styles['chip']} aria-label={label} onClick={onPick} data-testid="kiosk-suggestion">
      <span aria-hidden>{icon}</span>
      {children}
    </button>
  );
}

/** Why what is typed has no newer answer; songs that were found before stay below it. */
function useTrouble({ answered, failure }: KioskSearch): string | null {
  const { t } = useTranslation();
  const offline = useLine(({ connection }) => connection === 'offline');
  // A lost line can leave a search without an answer long before it fails.
  if (offline && (!answered || failure !== null)) return t('search.offline');
  if (failure === null) return null;
  const seconds = failure instanceof DomainError && failure.status === 429 ? failure.details.retryAfter : undefined;
  return seconds === undefined ? t('search.failed') : t('search.limited', { count: Math.ceil(seconds) });
}

function NothingFound({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles['nothing']}>
      <p>{text === '' ? t('search.library.empty') : t('search.none', { text })}</p>
      {text !== '' && <p className={styles['quiet']}>{t('search.none.hint')}</p>}
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
