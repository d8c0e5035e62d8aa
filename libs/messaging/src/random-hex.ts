import { randomFillSync } from 'node:crypto';

/** Drawn at once: asking the system for each few bytes costs more than all the rest of a trace. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** Random bytes as hexadecimal digits, for names that only have to be unlike all others; `bytes` is from 1 to 4,096. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
