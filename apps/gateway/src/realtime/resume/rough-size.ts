/** Bytes of an object's or array's own, and of each of its slots. */
const headBytes = 32;
const slotBytes = 16;

/** Roughly what a JSON value takes in memory, in bytes; rather too much than too little for plain Latin text. */
export function roughSize(value: unknown): number {
  if (typeof value === 'string') return slotBytes + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = headBytes;
  for (const part of Object.values(value)) bytes += slotBytes + roughSize(part);
  return bytes;
}
