import { DomainError, getKiosk } from '@djamms/contracts';
import { IconMapOff, IconPlugConnectedX } from '@tabler/icons-react';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, Suspense, use } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { api } from '../session/api';
import { Announcer } from './announcer';
import { createTranslator, startLanguage } from './i18n/translator';
import { Kiosk } from './kiosk';
import { KioskProvider } from './kiosk-provider';
import styles from './kiosk.module.css';
import { LanguageSwitch } from './language-switch';

const retryMs = 3_000;
/** Loaded with the page, and once: another language is another file. */
const translator = createTranslator(startLanguage());

/** The page for guests, at the venue's short name or id: no account, on their phone or on a screen in the room. */
export function KioskPage() {
  return (
    <Suspense fallback={<div className={styles['kiosk']} />}>
      <Speaking>
        <KioskDoor />
      </Speaking>
    </Suspense>
  );
}

function Speaking({ children }: { children: ReactNode }) {
  return <I18nextProvider i18n={use(translator)}>{children}</I18nextProvider>;
}

const isUnknown = (error: unknown): boolean =>
  error instanceof DomainError && error.status < 500 && error.status !== 429;

/** Finds the venue behind the address; while the server is out of reach it tries again by itself. */
function KioskDoor() {
  const { venue } = useParams({ from: '/kiosk/$venue' });
  const { data, error, failureReason, refetch } = useQuery({
    queryKey: ['kiosk', 'venue', venue],
    queryFn: ({ signal }) => api.call(getKiosk, { slug: venue }, { signal }),
    // From here on the line tells what changes.
    staleTime: Infinity,
    gcTime: 0,
    retry: (_count, reason) => !isUnknown(reason),
    retryDelay: retryMs,
  });
  if (data !== undefined)
    return (
      <KioskProvider key={data.venue.id} kiosk={data}>
        <Announcer>
          <Kiosk />
        </Announcer>
      </KioskProvider>
    );
  if (error !== null) return <UnknownVenue />;
  return failureReason === null ? (
    <LoadingKiosk />
  ) : (
    <Unreachable onRetry={() => void refetch({ cancelRefetch: true })} />
  );
}

function UnknownVenue() {
  const { t } = useTranslation();
  return (
    <Notice icon={<IconMapOff size={34} aria-hidden />} title={t('unknown.title')}>
      <p>{t('unknown.text')}</p>
    </Notice>
  );
}

function Unreachable({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice icon={<IconPlugConnectedX size={34} aria-hidden />} title={t('unreachable.title')}>
      <p>{t('unreachable.text')}</p>
      <button type="button" className={styles['request']} onClick={onRetry}>
        {t('retry')}
      </button>
    </Notice>
  );
}

function Notice({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={styles['kiosk']} data-testid="kiosk-notice">
      <header className={styles['top']}>
        <span />
        <LanguageSwitch />
      </header>
      <main>
        <div className={styles['door']} role="alert">
          <span className={styles['doorIcon']}>{icon}</span>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </div>
  );
}

/** The page's outline, in the places where its parts will be. */
function LoadingKiosk() {
  const { t } = useTranslation();
  return (
    <div className={styles['kiosk']} role="status" aria-label={t('loading')} aria-busy="true">
      <div className={styles['top']}>
        <Skeleton width={140} height={20} />
      </div>
      <div className={styles['main']}>
        <div className={styles['now']}>
          <Skeleton className={styles['art']} radius={18} height="auto" style={{ aspectRatio: 1 }} />
          <div className={styles['words']}>
            <Skeleton width={110} height={14} mb={14} />
            <Skeleton width="72%" height={28} mb={12} />
            <Skeleton width="44%" height={18} />
          </div>
        </div>
      </div>
    </div>
  );
}
