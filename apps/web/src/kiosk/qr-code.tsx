import { generate } from 'lean-qr';
import { useMemo } from 'react';

interface QrCodeProps {
  text: string;
  /** What the code is for, in words. */
  label: string;
  className?: string;
}

/** Light modules around the code that readers need (ISO/IEC 18004). */
const quietZone = 4;

/** A text as a QR code; it takes the size of its place. */
export function QrCode({ text, label, className }: QrCodeProps) {
  const { path, size } = useMemo(() => qrPath(text), [text]);
  const box = `${-quietZone} ${-quietZone} ${size + 2 * quietZone} ${size + 2 * quietZone}`;
  return (
    <svg viewBox={box} className={className} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}

/** The dark modules as one path of unit squares. */
export function qrPath(text: string): { path: string; size: number } {
  const code = generate(text);
  const rows = Array.from({ length: code.size }, (_unused, y) =>
    Array.from({ length: code.size }, (_also, x) => (code.get(x, y) ? `M${x} ${y}h1v1h-1z` : '')).join(''),
  );
  return { path: rows.join(''), size: code.size };
}
