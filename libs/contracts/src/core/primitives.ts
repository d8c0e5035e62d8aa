import { z } from 'zod';

/** UUID of any version; ids made here are v7 (RFC 9562) where order helps. */
export const Id = z.uuid();

/** ISO 8601 instant in UTC, e.g. `2026-11-20T19:00:00.000Z`. */
export const Instant = z.iso.datetime();

/** A duration or position in seconds, fractions allowed, at most a day. */
export const Seconds = z.number().min(0).max(86_400);

// C0 and C1 controls except tab and newline: they break terminals, logs and screens, and no name needs them.
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** Text as a person typed it: trimmed, without control characters, 1 to `max` characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !controlCharacters.test(value), { error: 'must not contain control characters' });

/** As `text`, and may be empty. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((value) => !controlCharacters.test(value), { error: 'must not contain control characters' });
