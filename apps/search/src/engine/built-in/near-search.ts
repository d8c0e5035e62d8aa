import { type FoundTrack, FoundTracks } from './found-tracks';
import { holds, isNamed, isWholeTitle } from './match';
import { type Matcher, type Reading } from './matcher';
import { withHash } from './hashes';
import { squeeze } from './segment-builder';
import { asTyped, desperately, mended } from './word-choices';
import { otherPartings } from './word-readings';

/** Tracks that are given for what may have been meant, at most. */
const mostNear = 100;
/** Of tracks whose titles are the words joined or parted. */
const mostSqueezed = 20;
/** Postings that other readings may look at, all together: a few times what a usual query costs. */
const mostWork = 2_000_000;

/** What another reading of the words keeps of a score. */
const keeps = {
  mended: 1,
  desperate: 0.95,
  parted: 0.9,
  withoutLast: 0.5,
  perhapsWithoutLast: 0.25,
  withoutOther: 0.3,
};

/** A track that holds what may have been meant, and how the words were read for it. */
export interface NearTrack extends FoundTrack {
  reading: Reading;
}

const isWhole = ({ notes }: FoundTrack): boolean => (notes & isWholeTitle) !== 0;

/** Looks for what the words may have been meant to be, beside what holds them as typed. */
export class NearSearch {
  private readonly best = new Map<string, NearTrack>();
  private top: NearTrack | undefined;
  private workLeft = mostWork;

  constructor(
    private readonly matcher: Matcher,
    private readonly words: readonly string[],
    private readonly typed: FoundTracks,
  ) {}

  /** The best first. */
  get found(): NearTrack[] {
    return [...this.best.values()].sort((a, b) => b.score - a.score).slice(0, mostNear);
  }

  /** Titles that are the words however these are parted: “run away” is “Runaway”, too. */
  joinedOrParted(): void {
    const { segments } = this.matcher;
    const squeezed = squeeze(this.words.join(' '));
    const titles = new Set<string>();
    for (const { squeezed: hashes, titles: texts } of segments) {
      for (const title of withHash(hashes, squeezed)) {
        const text = texts.get(title);
        if (squeeze(text) === squeezed && text !== this.words.join(' ')) titles.add(text);
      }
    }
    for (const title of [...titles].slice(0, 3)) {
      const reading = { words: title.split(' '), leniency: asTyped, keeps: keeps.parted };
      this.read(reading, isWhole, mostSqueezed);
    }
  }

  /** With slips mended. @param wholeOnly takes only tracks whose titles are the words then */
  mended(wholeOnly: boolean): void {
    this.read({ words: this.words, leniency: mended, keeps: keeps.mended }, wholeOnly ? isWhole : undefined);
  }

  /** Whether mended words name a track so well that no other reading can be meant. */
  get isCertain(): boolean {
    // One long word alone may be mended wrongly: “lcoser” is closer or loser.
    return this.words.length > 1 && this.top !== undefined && isWhole(this.top);
  }

  /** Other first letters, words joined or parted, one word fewer. */
  otherwise(): void {
    const { words } = this;
    const { plans, segments } = this.matcher;
    const hasUnknown = words.some((word, at) => !plans.isKnown(word, at === words.length - 1));
    if (hasUnknown) this.read({ words, leniency: desperately, keeps: keeps.desperate });
    const allMended = this.found.some(({ notes }) => (notes & isNamed) !== 0);
    for (const parting of otherPartings(segments, plans, words))
      this.read({ words: parting, leniency: mended, keeps: keeps.parted });
    if (words.length < 2) return;
    const leniency = hasUnknown ? mended : asTyped;
    // People add “lyrics” or “official video” to what they look for.
    const withoutLast = { words: words.slice(0, -1), leniency, keeps: keeps.withoutLast };
    if (allMended) return this.read({ ...withoutLast, keeps: keeps.perhapsWithoutLast }, isWhole);
    this.read(withoutLast);
    if (hasUnknown && this.best.size > 0) return;
    for (let left = 0; left + 1 < words.length; left++)
      this.read({ words: words.toSpliced(left, 1), leniency, keeps: keeps.withoutOther });
  }

  /** What was typed, with the words in place that the track holds. */
  wordsMeant({ segment: number, track, reading: { words, leniency } }: NearTrack): string {
    const segment = this.matcher.segments[number]!;
    return words
      .map((word, at) => {
        const unfinished = at === words.length - 1;
        const choices = this.matcher.plans.choices(number, word, unfinished, leniency);
        const held = choices.find((choice) => holds(segment, track, choice.word));
        const text = held ? segment.words.get(held.word) : word;
        return unfinished && text.startsWith(word) ? word : text;
      })
      .join(' ');
  }

  private read(reading: Reading, accepts: (track: FoundTrack) => boolean = () => true, most = mostNear): void {
    this.workLeft -= this.matcher.workOf(reading);
    if (this.workLeft < 0) return;
    this.matcher.each(reading, (segment, matches) => {
      const matched = new FoundTracks();
      matched.addAll(segment, matches);
      for (const one of matched.best(most, this.matcher.segments)) if (accepts(one)) this.note(one, reading);
    });
  }

  private note(found: FoundTrack, reading: Reading): void {
    const near = { ...found, score: found.score * reading.keeps, reading };
    if (near.score > (this.top?.score ?? 0)) this.top = near;
    if (this.typed.has(near.segment, near.track)) return;
    const key = `${near.segment} ${near.track}`;
    if ((this.best.get(key)?.score ?? 0) < near.score) this.best.set(key, near);
  }
}
