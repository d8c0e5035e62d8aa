import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { contractBreaks } from '../../scripts/lib/compatibility/contracts.mjs';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  maxLength?: number;
  maximum?: number;
  maxItems?: number;
  anyOf?: Schema[];
  items?: Schema;
  properties: Record<string, Schema>;
  required: string[];
  'x-open'?: boolean;
  'x-unwritten'?: string[];
}
interface Body {
  sent: Schema;
  both: Schema;
  reads: Schema;
  writes: Schema;
}
interface Snapshot {
  requests: Record<
    string,
    { http?: Record<string, string | number>; input: Body; output: Body } & Record<string, unknown>
  >;
  events: Record<string, { payload: Body }>;
  jobs: Record<string, { payload: Body }>;
  realtime: Record<string, Body>;
  socket: Record<string, { request?: string; body?: Body }>;
  streams: Record<string, { subjects: string[] }>;
  consumers: Record<string, { stream: string; subject: string }>;
  schemas: { reads: Record<string, Schema>; writes: Record<string, Schema> };
}

const text = readFileSync(resolve(__dirname, '../../docs/generated/released/contracts.json'), 'utf8');
const released = (): Snapshot => JSON.parse(text) as Snapshot;

/** What is said of a version that is the last release but for this change; of the last release, too, where one is given. */
function breaksOf(
  change: (current: Snapshot) => void,
  before: (released: Snapshot) => void = () => undefined,
): string[] {
  const [old, current] = [released(), released()];
  before(old);
  before(current);
  change(current);
  return contractBreaks(old, current).map(({ where, what }) => `${where}: ${what}`);
}
const tag: Schema = { type: 'string', properties: {}, required: [] };
const refusedNow = 'in what 0.1.0 sends, and this version refuses that';
const refusedThen = 'in what this version sends, and 0.1.0 refuses that';

describe('beside the last release', () => {
  it('nothing breaks where nothing changed, or something was only added', () => {
    expect(breaksOf(() => undefined)).toEqual([]);
    const added = breaksOf((now) => {
      now.requests['music.track.tag'] = released().requests['music.track.get']!;
      now.events['music.track.tagged'] = released().events['music.track.deleted']!;
      now.consumers['search__music_track_tagged'] = { stream: 'EVENTS', subject: 'event.music.track.tagged' };
      now.requests['auth.user.update']!.input.sent.properties.pronouns = tag;
      now.requests['auth.venue.find']!.output.both.properties.extra = tag;
      now.events['music.track.deleted']!.payload.both.properties.why = tag;
    });
    expect(added).toEqual([]);
  });

  it.each<{ what: string; change: (now: Snapshot) => void; said: string[] }>([
    {
      what: 'a request is removed',
      change: (now) => delete now.requests['music.track.get'],
      said: ['music.track.get: the request is gone'],
    },
    {
      what: 'a route is removed',
      change: (now) => delete now.requests['music.track.get']!.http,
      said: ['music.track.get: the route GET /api/music/tracks/:id is gone'],
    },
    {
      what: 'a route moves',
      change: (now) => (now.requests['music.track.get']!.http!.path = '/songs/:id'),
      said: ['music.track.get: the route GET /api/music/tracks/:id is now GET /api/songs/:id'],
    },
    {
      what: 'access is narrowed',
      change: (now) => (now.requests['playlist.queue.list']!.http!.access = 'user'),
      said: ['playlist.queue.list: access is user, no more guest'],
    },
    {
      what: 'an input field is new and required',
      change: (now) => {
        const { sent } = now.requests['auth.session.login']!.input;
        sent.properties.otp = tag;
        sent.required.push('otp');
      },
      said: [`auth.session.login input otp: is missing ${refusedNow}`],
    },
    {
      what: 'an input field of the edge is removed',
      change: (now) => delete now.requests['auth.user.register']!.input.sent.properties.venueName,
      said: [`auth.user.register input venueName: is not known ${refusedNow}`],
    },
    {
      what: 'an input text is shortened',
      change: (now) => (now.requests['auth.user.register']!.input.sent.properties.email!.maxLength = 100),
      said: [`auth.user.register input email: may be longer than 100 ${refusedNow}`],
    },
    {
      what: 'an output field is removed',
      change: (now) => {
        const { both } = now.requests['auth.venue.find']!.output;
        delete both.properties.timezone;
        both.required = both.required.filter((name) => name !== 'timezone');
      },
      said: [`auth.venue.find output timezone: is missing ${refusedThen}`],
    },
    {
      what: 'an output field becomes optional',
      change: (now) => {
        const { both } = now.requests['auth.venue.find']!.output;
        both.required = both.required.filter((name) => name !== 'name');
      },
      said: [`auth.venue.find output name: may be missing ${refusedThen}`],
    },
    {
      what: 'an output field may be null',
      change: (now) => {
        now.requests['auth.venue.find']!.output.both.properties.name = { ...tag, type: ['string', 'null'] };
      },
      said: [`auth.venue.find output name: is null, no more a string ${refusedThen}`],
    },
    {
      what: 'an output field is new and readers demand it',
      change: (now) => {
        const { both } = now.requests['auth.venue.find']!.output;
        both.properties.city = tag;
        both.required.push('city');
      },
      said: [`auth.venue.find output city: is missing ${refusedNow}`],
    },
    {
      what: 'a type changes',
      change: (now) => {
        now.requests['auth.venue.find']!.output.both.properties.name = { ...tag, type: 'number' };
      },
      said: [
        `auth.venue.find output name: is a string, no more a number ${refusedNow}`,
        `auth.venue.find output name: is a number, no more a string ${refusedThen}`,
      ],
    },
    {
      what: 'an event says more than its readers know',
      change: (now) => now.events['auth.session.ended']!.payload.both.properties.reason!.enum!.push('expired'),
      said: [`auth.session.ended payload reason: may be "expired" ${refusedThen}`],
    },
    {
      what: 'an event no more says what stands in the stream',
      change: (now) => (now.events['auth.session.ended']!.payload.both.properties.reason!.enum = ['logout']),
      said: [`auth.session.ended payload reason: may be "refresh_reuse" ${refusedNow}`],
    },
    {
      what: 'a field of an event goes',
      change: (now) => {
        const { both } = now.events['playlist.master.changed']!.payload;
        delete both.properties.epoch;
        both.required = both.required.filter((name) => name !== 'epoch');
      },
      said: [`playlist.master.changed payload epoch: is missing ${refusedThen}`],
    },
    {
      what: 'a job needs more than what waits in the queue has',
      change: (now) => {
        const { both } = now.jobs['file.audio.process']!.payload;
        both.properties.codec = tag;
        both.required.push('codec');
      },
      said: [`file.audio.process payload codec: is missing ${refusedNow}`],
    },
    {
      what: 'a realtime message goes',
      change: (now) => delete now.realtime.LIBRARY_UPDATE,
      said: ['LIBRARY_UPDATE: the realtime message is gone'],
    },
    {
      what: 'pages hear of a state that they do not know',
      change: (now) => now.realtime.SYSTEM_STATUS!.both.properties.status!.enum!.push('moving'),
      said: [`SYSTEM_STATUS status: may be "moving" ${refusedThen}`],
    },
    {
      what: 'a socket message goes',
      change: (now) => delete now.socket['player:heartbeat'],
      said: ['player:heartbeat: the socket message is gone'],
    },
    {
      what: 'a durable consumer has another name',
      change: (now) => {
        now.consumers['search__tracks'] = now.consumers['search__music_track_created']!;
        delete now.consumers['search__music_track_created'];
      },
      said: ['search__music_track_created: the durable consumer is gone'],
    },
    {
      what: 'a stream takes other subjects',
      change: (now) => (now.streams['DJAMMS_WORK']!.subjects = ['jobs.>']),
      said: ['DJAMMS_WORK: takes {"subjects":["jobs.>"]}, no more {"subjects":["work.>"]}'],
    },
  ])('is told when $what', ({ what: _, change, said }) => {
    expect(breaksOf(change)).toEqual(said);
  });

  it('a change of a named schema is told of each contract that it reaches', () => {
    const said = breaksOf((now) => {
      for (const side of [now.schemas.reads, now.schemas.writes]) {
        delete side.TrackSummary!.properties.artist;
        side.TrackSummary!.required = side.TrackSummary!.required.filter((name) => name !== 'artist');
      }
    });
    expect(said).toContain(`music.track.created payload track.artist: is missing ${refusedThen}`);
    expect(said).toContain(`SEARCH_RESULTS_UPDATE [].artist: is missing ${refusedThen}`);
  });

  it('an enum grows in two releases: first it is read, then it is written', () => {
    const reason = (snapshot: Snapshot): Schema =>
      snapshot.events['auth.session.ended']!.payload.both.properties.reason!;
    const readsOnly = (snapshot: Snapshot): void => {
      reason(snapshot).enum!.push('expired');
      reason(snapshot)['x-unwritten'] = ['expired'];
    };
    expect(breaksOf(readsOnly)).toEqual([]);
    expect(breaksOf((now) => delete reason(now)['x-unwritten'], readsOnly)).toEqual([]);
  });

  it('an open enum grows at once, because its readers have an answer for others', () => {
    const severity = (snapshot: Snapshot): Schema => snapshot.realtime.SYSTEM_STATUS!.both.properties.status!;
    const said = breaksOf(
      (now) => severity(now).enum!.push('moving'),
      (old) => (severity(old)['x-open'] = true),
    );
    expect(said).toEqual([]);
  });
});
