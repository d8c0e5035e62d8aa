import { DomainError, type SongRequest, commonErrors, requestErrors } from '@djamms/contracts';
import { type TFunction, createInstance } from 'i18next';
import { failureWords } from './failure-words';
import { textsOf } from './i18n/languages';
import { statusWords, waitWords } from './wait-words';

let t: TFunction;
beforeAll(async () => {
  const translator = createInstance({
    lng: 'en',
    resources: { en: { translation: await textsOf('en') } },
    keySeparator: false,
    nsSeparator: false,
  });
  t = await translator.init();
});

describe('waitWords', () => {
  it('says about how long, and promises no seconds', () => {
    expect(waitWords(t, { songsAhead: 3, seconds: 725, kind: 'running' })).toBe('About 12 minutes until your song');
    expect(waitWords(t, { songsAhead: 1, seconds: 61, kind: 'running' })).toBe('About 1 minute until your song');
    expect(waitWords(t, { songsAhead: 1, seconds: 12, kind: 'running' })).toBe('Less than a minute until your song');
  });

  it('is honest when the music stands still or nobody can tell', () => {
    expect(waitWords(t, { songsAhead: 3, seconds: 725, kind: 'paused' })).toMatch(
      /12 minutes .* when the music goes on/,
    );
    expect(waitWords(t, { songsAhead: 0, seconds: 0, kind: 'paused' })).toBe(
      'Your song is next when the music goes on',
    );
    expect(waitWords(t, { songsAhead: 2, seconds: null, kind: 'unknown' })).toBe('2 songs before yours');
    expect(waitWords(t, null)).toBe('In line');
  });
});

describe('statusWords', () => {
  const rejected = (ending: SongRequest['ending'], reason: string | null = null) =>
    statusWords(t, { status: 'rejected', ending, reason } as SongRequest, null);

  it('says kindly why a request was turned down, in staff’s own words where there are some', () => {
    expect(rejected('staff')).toMatch(/Not this time/);
    expect(rejected('staff', 'Too loud for dinner')).toMatch(/“Too loud for dinner”/);
    expect(rejected('unplayable')).toMatch(/could not be played/);
    expect(rejected('guest')).toMatch(/took it back/);
  });
});

describe('failureWords', () => {
  it('has words for every way in which a request can fail', () => {
    for (const definition of Object.values(requestErrors).filter(({ code }) => code !== 'payment_used'))
      expect({ code: definition.code, words: failureWords(t, new DomainError(definition, 'x')) }).not.toMatchObject({
        words: failureWords(t, new Error('x')),
      });
  });

  it('says when to try again', () => {
    const limit = new DomainError(requestErrors.request_artist_limit, 'x', { retryAfter: 700 });
    expect(failureWords(t, limit)).toBe('This artist was requested often enough for now. Try again in 12 minutes.');
    const fast = new DomainError(commonErrors.rate_limited, 'x', { retryAfter: 1 });
    expect(failureWords(t, fast)).toMatch(/in 1 second\.$/);
  });
});
