import { soundEnd } from '@djamms/client';
import { earlySettings } from './early-settings';
import { type TrackFacts } from './offline/track-facts';
import { type Target } from './playback';
import { type Length, crossfadeSeconds } from './sound/crossfade';
import { type DeckItem } from './sound/deck';

/** Seconds below which a jump would be heard more than it helps. */
export const worthSeeking = 1;

/** Where songs begin, fade and end, as far as the target and the tracks' own measurements tell. */
export class SongEnds {
  target: Target | null = null;

  constructor(private readonly factsOf: (trackId: string) => TrackFacts | undefined) {}

  /** Second at which an item's sound ends: the venue's word, else the track's own measurements. */
  endOf(item: DeckItem | null): number {
    const nowPlaying = this.target?.state.nowPlaying;
    if (nowPlaying !== undefined && nowPlaying.item_id === item?.itemId) return soundEnd(nowPlaying) || Infinity;
    return item === null ? Infinity : this.lengthOf(item.trackId, Infinity).to;
  }

  lengthOf(trackId: string, end: number): Length {
    const facts = this.factsOf(trackId);
    if (facts === undefined) return { from: 0, to: end };
    return { from: facts.cueIn ?? 0, to: Number.isFinite(end) ? end : earlySettings(facts, null).endAt };
  }

  /** Seconds for which an item and the next one overlap. */
  fadeAfter(item: DeckItem | null): number {
    const { target } = this;
    if (target === null || item === null) return 0;
    const next = target.next === null ? null : this.lengthOf(target.next.trackId, Infinity);
    const own = this.lengthOf(item.trackId, this.endOf(item));
    return crossfadeSeconds(target.state.settings.crossfade_time, own, next);
  }

  /** Decibels for an item: the venue's word, and until it has one, what it will say. */
  gainOf(item: DeckItem | null): number {
    const { state } = this.target ?? {};
    if (state !== undefined && state.nowPlaying.item_id === item?.itemId) return state.nowPlaying.gain_db;
    const facts = item === null ? undefined : this.factsOf(item.trackId);
    return facts === undefined ? 0 : earlySettings(facts, state?.settings.normalize_loudness ?? null).gain;
  }

  /** A song that has only just begun is played from its first note. */
  fromTheTop(trackId: string, position: number): number {
    const from = this.factsOf(trackId)?.cueIn ?? 0;
    return Math.abs(position - from) < worthSeeking ? from : position;
  }
}
