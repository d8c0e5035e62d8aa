import { z } from 'zod';

/**
 * How readers take what a newer version may write: by the marks that `npm run check:compatibility` knows.
 *
 * `x-open`: readers of this version get along with members they do not know, so that a later version may write more.
 * `x-unwritten`: members that this version reads and does not write yet, so that the next one may. A closed enum that
 * is written grows in two releases: the first one names its new member there, the second takes it off the list.
 */
const open = { 'x-open': true } as const;

/** Text of which these are the values known so far. Whoever reads it must have an answer for others. */
export const openEnum = (values: readonly string[]) => z.string().meta({ enum: [...values], ...open });

/** A member of the enum; any other text is read as `fallback`, which must be the one that allows and claims least. */
export const readAs = <E extends z.ZodEnum>(members: E, fallback: z.output<E>) =>
  z.preprocess(
    (value) => (typeof value === 'string' && !members.options.includes(value) ? fallback : value),
    members.meta(open),
  );

/** A list of members of the enum, without what is not known here. */
export const knownOf = <E extends z.ZodEnum>(members: E) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value.filter((each) => !isForeign(members, each)) : value),
    z.array(members.meta(open)),
  );

/** By id, a member of the enum each; entries with another are left out. */
export const knownById = <E extends z.ZodEnum>(members: E) =>
  z.preprocess(
    (value) =>
      isRecord(value)
        ? Object.fromEntries(Object.entries(value).filter(([, each]) => !isForeign(members, each)))
        : value,
    z.record(z.uuid(), members.meta(open)),
  );

const isForeign = (members: z.ZodEnum, value: unknown): boolean =>
  typeof value === 'string' && !members.options.includes(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
