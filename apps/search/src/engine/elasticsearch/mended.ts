import { beginningOf, type Asked } from './asked';
import { type ScopedIndex } from './scoped-index';

/** Of a last word from so many letters on, half of which was typed and with a slip in it. */
const leastHalfTyped = 5;

/**
 * The same, with what its words, and the last one as the beginning of one, may have been meant to be.
 * @param found tracks that hold all words: with none, a word that no track holds is the one that is wrong
 */
export async function mended(index: ScopedIndex, asked: Asked, found: number): Promise<Asked> {
  const last = asked.words.filter((word, at) => at === asked.words.length - 1 && word.length >= leastHalfTyped);
  if (found > 0) return withNear(index, asked, last, false);
  const unknown = await withNear(index, asked, last, true);
  const isMended = [...unknown.near.values()].some((near) => near.length > 0);
  const read = isMended ? unknown : await withNear(index, asked, last, false);
  return { ...read, lastMayBeLeftOut: asked.words.length > 1 && !isLastMended(unknown) };
}

const isLastMended = ({ words, near, nearBeginnings }: Asked): boolean => {
  const last = words.at(-1) ?? '';
  return [near.get(last), nearBeginnings.get(beginningOf(last))].some(
    (found) => found !== undefined && found.length > 0,
  );
};

/** The same for what is still being typed, where every word may be half typed. */
export const mendedBeginnings = (index: ScopedIndex, asked: Asked): Promise<Asked> =>
  withNear(index, asked, asked.words, false);

async function withNear(
  index: ScopedIndex,
  asked: Asked,
  beginnings: readonly string[],
  onlyUnknown: boolean,
): Promise<Asked> {
  const request = { words: asked.words, beginnings: beginnings.map(beginningOf), onlyUnknown };
  const { words, beginnings: near } = await index.near(asked.scope, request);
  return { ...asked, near: words, nearBeginnings: near };
}
