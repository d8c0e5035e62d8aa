import { type AudioShelf } from './offline/audio-shelf';
import { type Solo } from './offline/solo.schema';
import { type Playback } from './playback';
import { type PlayerSnapshot } from './player-snapshot';
import { type Deck } from './sound/deck';

/** What a player window really does, for browser tests (`window.__djamms`). */
export function debugView(playback: Playback | null, shelf: AudioShelf, solo: Solo | null, { role }: PlayerSnapshot) {
  const decks = playback === null ? [] : [playback.engine.active, playback.engine.standby];
  const [active] = decks;
  const meter = playback?.engine.graph.meter;
  return {
    itemId: active?.item?.itemId ?? null,
    currentTime: active?.position ?? 0,
    paused: active?.paused ?? true,
    level: meter?.level() ?? 0,
    peak: meter?.peak() ?? 0,
    isMaster: role === 'master',
    isAlone: solo !== null,
    journal: solo?.journal.length ?? 0,
    cached: shelf.list().map(({ trackId }) => trackId),
    decks: decks.map(deckView),
  };
}

const deckView = (deck: Deck) => ({
  trackId: deck.item?.trackId ?? null,
  paused: deck.paused,
  fade: deck.fade,
  level: deck.meter.level(),
  from: deck.from,
});
