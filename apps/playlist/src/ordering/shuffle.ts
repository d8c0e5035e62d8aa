/**
 * Shuffle orders things by a key made of their salt (31 random bits, kept with each) and the seed, instead of
 * storing a permutation: switching it on or off writes nothing, and every reader of the same rows sees the same
 * order. Multiplying by an odd factor modulo 2^31 is a bijection, so two salts never get the same key
 * (multiply-shift hashing: Dietzfelbinger et al., 1997).
 */
const bits31 = 0x7fffffff;
/** Room between two keys for items that were put between them by hand. */
const spread = 2 ** 21;

export interface ShuffleFactors {
  mask: number;
  factor: number;
}

export function shuffleFactors(seed: number): ShuffleFactors {
  // Finalizer of MurmurHash3, so that seeds that differ little shuffle differently.
  let mixed = seed >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  return { mask: (seed ^ (mixed >>> 7)) & bits31, factor: (mixed & bits31) | 1 };
}

export function shuffleKey(seed: number, salt: number): number {
  const { mask, factor } = shuffleFactors(seed);
  return (Math.imul(salt ^ mask, factor) & bits31) * spread;
}

/** The same key in SQL: `column` is a bigint of 0 to 2^31 − 1, and no product exceeds a bigint. */
export function shuffleKeySql(seed: number, column: string): string {
  const { mask, factor } = shuffleFactors(seed);
  return `((((${column} # ${mask}) * ${factor}) & ${bits31}) * ${spread})`;
}
