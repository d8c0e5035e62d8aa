import { useId, useState } from 'react';
import { artworkFor, coverArt } from './cover-art';
import styles from './cover.module.css';

export interface CoverProps {
  /** Null when there is no track: a quiet, empty sleeve. */
  title: string | null;
  artist: string;
  src: string | null;
  /** Pixels, or any CSS length. */
  size: number | string;
  radius?: number;
  className?: string;
}

/** A track's artwork, or the picture made from its title. It never changes size while it loads. */
export function Cover({ title, artist, src, size, radius = 6, className }: CoverProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const picture = src === null ? null : artworkFor(src, size);
  const style = { width: size, '--cover-radius': `${radius}px` };
  return (
    <span className={`${styles['cover']} ${className ?? ''}`} style={style} aria-hidden>
      {title === null ? <EmptySleeve /> : <GeneratedCover title={title} artist={artist} large={isLarge(size)} />}
      {picture !== null && picture !== failed && (
        <img src={picture} alt="" loading="lazy" decoding="async" onError={() => setFailed(picture)} />
      )}
    </span>
  );
}

/** Pixels from which a picture has room for a signature in its corner; smaller ones need the letters in the middle. */
const largeFrom = 120;
const isLarge = (size: number | string): boolean => typeof size === 'string' || size >= largeFrom;

function EmptySleeve() {
  return (
    <svg viewBox="0 0 100 100" className={styles['sleeve']}>
      <circle cx="50" cy="50" r="30" />
      <circle cx="50" cy="50" r="20" />
      <circle cx="50" cy="50" r="5" />
    </svg>
  );
}

function GeneratedCover({ title, artist, large }: { title: string; artist: string; large: boolean }) {
  const id = useId();
  const art = coverArt(title, artist);
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="xMidYMid slice">
      <defs>
        <radialGradient id={id} cx={`${art.rings[0]?.cx ?? 50}%`} cy={`${art.rings[0]?.cy ?? 50}%`} r="90%">
          <stop offset="0" stopColor={art.glow} />
          <stop offset="1" stopColor={art.background} />
        </radialGradient>
      </defs>
      <rect width="100" height="100" fill={`url(#${id})`} />
      {art.rings.map((ring) => (
        <circle key={ring.r} {...ring} fill="none" stroke={art.ink} strokeOpacity="0.22" strokeWidth="1.4" />
      ))}
      <text
        x={large ? 9 : 50}
        y={large ? 84 : 52}
        fill={art.ink}
        fontSize={large ? 17 : 34}
        fontWeight="650"
        textAnchor={large ? 'start' : 'middle'}
        dominantBaseline="central"
        letterSpacing="-0.5"
      >
        {art.initials}
      </text>
    </svg>
  );
}
