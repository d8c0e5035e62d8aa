import { randomInt } from 'node:crypto';

/** Name of a venue as it stands in addresses: lower case letters, digits and dashes, at most 48 characters. */
export function slugOf(name: string): string {
  const folded = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return folded || 'venue';
}

/** The same with four more characters, for a name that is taken. */
export const slugVariant = (slug: string, pick: (max: number) => number = randomInt): string =>
  `${slug}-${pick(36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;
