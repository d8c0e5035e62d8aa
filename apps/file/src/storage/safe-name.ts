/** Names that Windows shares and FAT disks refuse, with or without an extension. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;
const maxLength = 60;

/** Letters that NFKD does not take apart, as they are commonly written in ASCII. */
const transliterations: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/**
 * A folder name made of a person's text: lower-case ASCII letters, digits and single hyphens, at most 60 characters.
 * What holds nothing of that kind becomes `fallback`. The result has no dot, separator or control character.
 */
export function safeSegment(name: string, fallback: string): string {
  const folded = name
    .slice(0, 500)
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðþłı]/g, (letter) => transliterations[letter] ?? '')
    .replace(/['’`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
  if (folded === '') return fallback;
  return reserved.test(folded) ? `_${folded}` : folded;
}
