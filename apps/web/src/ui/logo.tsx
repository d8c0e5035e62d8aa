/** The product's mark with its name. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: size * 0.38, fontWeight: 700 }}>
      <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden>
        <rect x="1.5" y="9.5" width="3.4" height="8" rx="1.7" />
        <rect x="7.3" y="3.5" width="3.4" height="17" rx="1.7" />
        <rect x="13.1" y="7" width="3.4" height="12" rx="1.7" />
        <rect x="18.9" y="10.5" width="3.4" height="5" rx="1.7" />
      </svg>
      <span style={{ fontSize: size * 0.68, letterSpacing: '0.06em' }}>DJAMMS</span>
    </span>
  );
}
