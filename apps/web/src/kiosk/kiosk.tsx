import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconPlugConnectedX } from '@tabler/icons-react';
import { type CSSProperties, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accentOf } from '../app/accent';
import { Cover } from '../ui/cover';
import { Said } from './announcer';
import { useKiosk, useKioskState, useLine } from './kiosk-context';
import styles from './kiosk.module.css';
import { LanguageSwitch } from './language-switch';
import { LikeButton } from './like-button';
import { MyRequests } from './my-requests';
import { NowPlayingCard } from './now-playing';
import { SearchField } from './search-field';
import { SearchResults } from './search-results';
import { UpNext } from './up-next';
import { useKeyboardSpace } from './use-keyboard-space';
import { useKioskSearch } from './use-kiosk-search';
import { usePageWords } from './use-page-words';
import { useRest } from './use-rest';

/** From here on the song stands beside the lists. */
const wide = '(min-width: 56em) and (min-height: 30em)';

/** What a guest sees and does: the song, the search, what comes, and their own requests. */
export function Kiosk() {
  const { t } = useTranslation();
  const { venue } = useKiosk();
  const connection = useLine((snapshot) => snapshot.connection);
  const isWide = useMediaQuery(wide, undefined, { getInitialValueInEffect: false });
  const field = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const search = useKioskSearch(text, open);
  const close = (): void => {
    setText('');
    setOpen(false);
    field.current?.blur();
  };
  useRest(open, close);
  useKeyboardSpace();
  usePageWords(t('page.title', { venue: venue.name }));
  return (
    <div className={styles['kiosk']} style={coloursOf(venue.id)} data-testid="kiosk-page" data-connection={connection}>
      <Backdrop />
      <header className={styles['top']}>
        <h1 className="truncate">{venue.appName ?? venue.name}</h1>
        <LanguageSwitch />
        <LostLine />
      </header>
      {/* Whichever of the two scrolls can be reached, and so scrolled, by keyboard. */}
      <main className={styles['main']} data-searching={open} tabIndex={isWide ? undefined : 0}>
        {isWide && <NowPlayingCard action={<LikeButton />} />}
        {!isWide && !open && <NowPlayingCard />}
        <div className={styles['lists']} tabIndex={isWide ? 0 : undefined}>
          {open ? (
            <SearchResults search={search} onText={setText} />
          ) : (
            <>
              <MyRequests />
              <UpNext />
            </>
          )}
        </div>
      </main>
      <Said />
      <div className={styles['dock']} data-open={open}>
        {open && <BackButton onBack={close} />}
        {!open && !isWide && <LikeButton />}
        <SearchField
          field={field}
          text={text}
          open={open}
          onText={setText}
          onOpen={() => setOpen(true)}
          onClose={close}
        />
      </div>
    </div>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <button type="button" className={styles['back']} aria-label={t('close')} onClick={onBack} data-testid="kiosk-back">
      <IconChevronLeft size={26} aria-hidden />
    </button>
  );
}

/** The cover is the colour in the room. */
function Backdrop() {
  const { nowPlaying } = useKioskState();
  const { venue } = useKiosk();
  return (
    <div className={styles['backdrop']} aria-hidden>
      <Cover
        title={nowPlaying.title ?? venue.name}
        artist={nowPlaying.artist ?? ''}
        src={nowPlaying.thumbnail}
        size="100%"
        radius={0}
      />
    </div>
  );
}

/** Says that what is shown is what was known last, and from when. */
function LostLine() {
  const { t, i18n } = useTranslation();
  const { venue } = useKiosk();
  const lostAt = useLine((snapshot) => snapshot.lostAt);
  if (lostAt === null) return null;
  const options = { hour: 'numeric', minute: '2-digit', timeZone: venue.timezone } as const;
  // The guest's own way to write a time, where it is one of this language.
  const locale = navigator.languages.find((tag) => tag.startsWith(i18n.language)) ?? i18n.language;
  const time = new Intl.DateTimeFormat(locale, options).format(lostAt);
  return (
    <div className={styles['lost']} role="status" data-testid="kiosk-offline">
      <IconPlugConnectedX size={20} aria-hidden />
      {t('offline.strip', { time })}
    </div>
  );
}

/** The venue's accent, as on the console's dark pages. */
function coloursOf(venueId: string): CSSProperties {
  const [, , , , accent] = accentOf(venueId);
  const soft = `color-mix(in srgb, ${accent} 16%, transparent)`;
  return { '--dj-accent': accent, '--dj-accent-soft': soft, '--dj-on-accent': '#16120c' } as CSSProperties;
}
