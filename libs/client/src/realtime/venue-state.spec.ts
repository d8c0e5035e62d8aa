import { type PlaybackState, PlayerSettings } from '@djamms/contracts';
import fc from 'fast-check';
import { silence, stateAt, venueId } from '../testing/playback-state';
import { type IncomingMessage, type VenueTruth, applyMessage, readMessage, wholeState } from './venue-state';

/** The change of a revision, as the messages it sends: the volume and the position are the revision itself. */
const changeOf = (revision: number): IncomingMessage[] => [
  {
    venueId,
    revision,
    serverTime: 1_000 + revision,
    type: 'PLAYER_SETTINGS_UPDATE',
    payload: PlayerSettings.parse({ master_volume: revision % 101 }),
  },
  {
    venueId,
    revision,
    serverTime: 1_000 + revision,
    type: 'NOW_PLAYING_UPDATE',
    payload: { ...silence, position: revision },
  },
];

const start = 10;
const isTruth = (state: PlaybackState, position: number): boolean =>
  state.settings.master_volume === state.revision % 101 && state.nowPlaying.position === position;

function deliver(truth: VenueTruth, messages: IncomingMessage[]): VenueTruth {
  return messages.reduce((known, message) => {
    const step = applyMessage(known, message);
    return step.kind === 'applied' ? step.truth : known;
  }, truth);
}

describe('applyMessage', () => {
  it('ends at the newest revision when everything arrives in order, however often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 3 }), (changes, copies) => {
        const revisions = Array.from({ length: changes }, (_unused, index) => start + 1 + index);
        const messages = revisions.flatMap((revision) =>
          Array.from({ length: copies }, () => changeOf(revision)).flat(),
        );
        const { state } = deliver(wholeState(stateAt(start)), messages);
        return state.revision === start + changes && isTruth(state, start + changes);
      }),
    );
  });

  it('never goes back and never skips, whatever is lost, doubled or late', () => {
    const messages = fc.array(
      fc.integer({ min: 1, max: 25 }).chain((step) => fc.constantFrom(...changeOf(start - 5 + step))),
    );
    fc.assert(
      fc.property(messages, (delivered) => {
        let truth = wholeState(stateAt(start));
        for (const message of delivered) {
          const before = truth.state.revision;
          const step = applyMessage(truth, message);
          const { revision } = message;
          if (revision === null) return false;
          if (revision < before && step.kind !== 'ignored') return false;
          if (revision > before + 1 && step.kind !== 'gap') return false;
          if (step.kind === 'applied') truth = step.truth;
          if (truth.state.revision < before || truth.state.revision > before + 1) return false;
          if (truth.completeRevision > truth.state.revision) return false;
        }
        return true;
      }),
    );
  });

  it('counts a revision as complete only when the next one begins: the rest of it may be lost with the line', () => {
    const [settings, nowPlaying] = changeOf(start + 1);
    const half = deliver(wholeState(stateAt(start)), settings ? [settings] : []);
    expect(half).toMatchObject({ completeRevision: start, state: { revision: start + 1 } });
    const whole = deliver(half, [...(nowPlaying ? [nowPlaying] : []), ...changeOf(start + 2)]);
    expect(whole.completeRevision).toBe(start + 1);
  });

  it('keeps messages without a revision out of the order', () => {
    const player = {
      player_id: venueId,
      device_id: 'd',
      user_agent: null,
      epoch: 1,
      last_heartbeat: 1,
      connected: true,
    };
    const truth = wholeState(stateAt(start, { player }));
    const message = { venueId, revision: null, serverTime: 5_000 };
    const step = applyMessage(truth, {
      ...message,
      type: 'PLAYER_DISCONNECTED',
      payload: { device_id: 'd', last_heartbeat: 1 },
    });
    expect(step).toMatchObject({
      kind: 'applied',
      truth: { state: { revision: start, player: { connected: false } } },
    });
  });

  it('asks for the whole state when a player appears that it knows nothing of', () => {
    const step = applyMessage(wholeState(stateAt(start)), {
      venueId,
      revision: start + 1,
      serverTime: 5_000,
      type: 'MASTER_CHANGED',
      payload: { device_id: 'new', epoch: 4 },
    });
    expect(step).toEqual({ kind: 'gap', whole: true });
  });
});

describe('readMessage', () => {
  it('refuses payloads that do not fit their type', () => {
    const envelope = { venueId, revision: 1, serverTime: 1, payload: { nonsense: true } };
    expect(readMessage('NOW_PLAYING_UPDATE', envelope)).toBeNull();
    expect(readMessage('NOW_PLAYING_UPDATE', 'text')).toBeNull();
    expect(readMessage('NOW_PLAYING_UPDATE', { ...envelope, payload: silence })).toMatchObject({ payload: silence });
  });
});
