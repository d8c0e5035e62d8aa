import { randomUUID } from 'node:crypto';
import {
  exportTracks,
  popularityFaded,
  trackCreated,
  trackDeleted,
  trackPlayed,
  trackUpdated,
  type TrackSummary,
} from '@djamms/contracts';
import { loadConfig, startService, untilReady, type RunningService } from '@djamms/platform';
import { eventually, ownerIdentity, startTestSystem, trackSummary, type TestSystem } from '@djamms/testing';
import { SearchEngines } from '../src/engine/search-engines.service';
import { SearchHistory } from '../src/history/search-history.service';
import { SearchLog } from '../src/history/search-log.service';
import { searchService } from '../src/service';
import { untilFilled } from './until-filled';

describe('two replicas of search', () => {
  const { venueId } = ownerIdentity();
  let system: TestSystem;
  let second: RunningService;
  beforeAll(async () => {
    system = await startTestSystem({
      services: [searchService],
      prepare: (tap) => tap.fake(exportTracks, () => ({ items: [] })),
    });
    await untilFilled(system);
    const environment = { ...system.place.environment(), HOST: '127.0.0.1', PORT: '0' };
    second = await startService(searchService, loadConfig(environment));
    await untilReady(second);
  });
  afterAll(async () => {
    await second.close();
    await system.stop();
  });

  const replicas = () => [system.get('search', SearchEngines), second.app.get(SearchEngines)];
  const titles = async (engines: SearchEngines, text: string): Promise<string[]> => {
    const { items } = await engines.search(venueId, { text, filters: {}, page: 1, pageSize: 10 });
    return items.map(({ title }) => title);
  };
  /** What every replica finds. Asked before anything happens, so that it has to follow. */
  const everywhere = async (text: string, expected: string[]): Promise<void> => {
    for (const engines of replicas())
      await eventually(async () => expect(await titles(engines, text)).toEqual(expected));
  };
  const untilPopular = ({ id }: TrackSummary, popularity: number) =>
    eventually(async () => {
      const rows = await system.database.query('SELECT popularity FROM search.documents WHERE track_id = $1', [id]);
      expect(rows).toEqual([{ popularity }]);
    });
  const publish = (track: TrackSummary) => system.messages.publish(trackUpdated, { track, fields: [] });

  it('both follow every change, whichever of them is told', async () => {
    await everywhere('', []);
    const track = trackSummary({ venueId, title: 'Karma Police' });
    await system.messages.publish(trackCreated, { track });
    await everywhere('karma', ['Karma Police']);
    await publish({ ...track, title: 'Let Down', version: 2 });
    await everywhere('let down', ['Let Down']);
    await everywhere('karma', []);
    await everywhere('lte down', ['Let Down']);
    await publish({ ...track, title: 'Late news', version: 1 });
    const { id: trackId, fileId, title } = track;
    await system.messages.publish(trackDeleted, { trackId, venueId, fileId, title });
    await everywhere('', []);
  });

  it('both rank by plays, also by one that was told before its track', async () => {
    const [early, late] = ['Anthem early', 'Anthem late'].map((title) => trackSummary({ venueId, title }));
    const play = { venueId, durationPlayed: 200, playCount: 9, popularity: 9 };
    await system.messages.publish(trackPlayed, { ...play, trackId: late!.id });
    await eventually(async () => {
      const rows = await system.database.query('SELECT 1 FROM search.documents WHERE track_id = $1', [late!.id]);
      expect(rows).toHaveLength(1);
    });
    await everywhere('anthem', []);
    for (const track of [early!, late!]) await system.messages.publish(trackCreated, { track });
    await everywhere('anthem', ['Anthem late', 'Anthem early']);
    await system.messages.publish(trackPlayed, { ...play, trackId: early!.id, playCount: 50, popularity: 50 });
    await everywhere('anthem', ['Anthem early', 'Anthem late']);
  });

  it('both let what is not played any more fade, but nothing that was played since', async () => {
    const [old, recent] = ['Sonata old', 'Sonata recent'].map((title) => trackSummary({ venueId, title }));
    const play = { venueId, durationPlayed: 200 };
    for (const track of [old!, recent!]) await system.messages.publish(trackCreated, { track });
    await system.messages.publish(trackPlayed, { ...play, trackId: old!.id, playCount: 30, popularity: 20 });
    await system.messages.publish(trackPlayed, { ...play, trackId: recent!.id, playCount: 9, popularity: 8 });
    // Both may stand so before they were played; only what is known to be played can fade.
    await untilPopular(old!, 20);
    await untilPopular(recent!, 8);
    await everywhere('sonata', ['Sonata old', 'Sonata recent']);
    const faded = [
      { trackId: old!.id, playCount: 30, popularity: 1 },
      { trackId: recent!.id, playCount: 8, popularity: 0.5 },
    ];
    await system.messages.publish(popularityFaded, { tracks: faded });
    // Late news of the time before changes nothing; what comes with it shows that it was heard.
    const late = [
      { ...faded[0]!, popularity: 19 },
      { trackId: recent!.id, playCount: 9, popularity: 7 },
    ];
    await system.messages.publish(popularityFaded, { tracks: late });
    await untilPopular(recent!, 7);
    await everywhere('sonata', ['Sonata recent', 'Sonata old']);
  });

  it('keep together of what is typed letter by letter how it ended', async () => {
    const logs = [system.get('search', SearchLog), second.app.get(SearchLog)];
    const person = { kind: 'user' as const, id: randomUUID() };
    for (const [at, query] of ['w', 'wi', 'wis', 'wish', 'wish y'].entries()) {
      logs[at % 2]!.note({ venueId, person, query, filters: {}, resultCount: 1 });
      if (at % 3 === 0) await logs[at % 2]!.flush();
    }
    for (const log of logs) await log.flush();
    const history = system.get('search', SearchHistory);
    const { items } = await history.list(person, venueId, { limit: 10, offset: 0 });
    expect(items.map(({ query }) => query)).toEqual(['wish y']);
  });
});
