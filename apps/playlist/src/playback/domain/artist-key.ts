/** Letters that carry a stroke or lack a dot do not come apart by Unicode's decomposition. */
const undecomposed: Record<string, string> = { ø: 'o', đ: 'd', ł: 'l', ħ: 'h', ŧ: 't', ı: 'i' };

/** An artist's name with case, accents and spacing aside; empty when the artist is not known. */
export const artistKey = (artist: string): string =>
  artist
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    // Upper case first: it takes ß apart, and both forms of sigma together.
    .toUpperCase()
    .toLowerCase()
    .replace(/[øđłħŧı]/g, (letter) => undecomposed[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
