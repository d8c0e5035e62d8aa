import { setTimeout as sleep } from 'node:timers/promises';
import { TestElasticsearch, eventually } from '@djamms/testing';
import { ElasticSystem } from './elastic-system';

describe('search on Elasticsearch', () => {
  let elasticsearch: TestElasticsearch;
  let system: ElasticSystem;

  beforeAll(async () => {
    elasticsearch = await TestElasticsearch.start();
    system = await ElasticSystem.start(elasticsearch, 300);
    await system.untilServed();
  });
  afterAll(async () => {
    await system?.stop();
    await elasticsearch?.stop();
  });

  const titles = async (q: string) => (await system.search(q)).items.map(({ title }) => title);

  it('makes its index by itself, and holds the library as it is', async () => {
    await system.untilEqual();
    await eventually(async () => expect(await system.health()).toMatchObject({ status: 'up', check: 'up' }));
    await expect(system.search('')).resolves.toMatchObject({ total: 300 });
  });

  it('follows what is created, changed, played and deleted', async () => {
    const { id } = await system.library.add({ title: 'Karma Police', artist: 'Radiohead' });
    await eventually(async () => expect(await titles('karma police')).toEqual(['Karma Police']));
    await system.library.rename(id, 'Creep');
    await eventually(async () => expect(await titles('creep')).toEqual(['Creep']));
    await eventually(async () => expect(await titles('karma police')).toEqual([]));
    await system.library.play(id);
    await eventually(async () => expect((await system.search('creep')).items[0]?.playCount).toBe(1));
    await system.library.remove(id);
    await eventually(async () => expect(await titles('creep')).toEqual([]));
    await system.untilEqual();
  });

  it('answers every query, loses no change and catches up when Elasticsearch is killed and comes back', async () => {
    // The longer it takes, the fewer of the others keep that name.
    await system.library.add({ title: 'Song of every change' });
    let over = false;
    let asked = 0;
    let steps = 0;
    const asking = (async () => {
      for (; !over; asked++) {
        const { total } = await system.search(asked % 2 === 0 ? '' : 'song');
        expect(total).toBeGreaterThan(0);
      }
    })();
    const changing = (async () => {
      for (; !over; steps++) {
        await system.library.change(steps);
        await sleep(20);
      }
    })();
    await sleep(1_000);
    await elasticsearch.kill();
    await eventually(async () =>
      expect(await system.health()).toMatchObject({ status: 'up', check: 'degraded', detail: expect.any(String) }),
    );
    const { id } = await system.library.add({ title: 'Meanwhile' });
    await eventually(async () => expect(await titles('meanwhile')).toEqual(['Meanwhile']));
    await system.library.remove(id);
    await sleep(3_000);
    await elasticsearch.restart();
    await eventually(async () => expect(await system.health()).toMatchObject({ status: 'up', check: 'up' }));
    await sleep(500);
    over = true;
    await Promise.all([asking, changing]);
    expect(asked).toBeGreaterThan(10);
    expect(steps).toBeGreaterThan(50);
    await system.untilEqual();
    await system.untilServed();
  });

  it('answers while Elasticsearch takes connections and says nothing', async () => {
    elasticsearch.freeze();
    try {
      for (let query = 0; query < 8; query++) await expect(titles('song')).resolves.not.toEqual([]);
      const { id } = await system.library.add({ title: 'Frozen' });
      await eventually(async () => expect(await titles('frozen')).toEqual(['Frozen']));
      await system.library.remove(id);
    } finally {
      elasticsearch.thaw();
    }
    await system.untilEqual();
    await system.untilServed();
  });

  it('makes the index again when its data are lost', async () => {
    await system.client.indices.delete({ index: await system.indices() });
    await expect(system.search('')).resolves.toBeDefined();
    await eventually(async () => expect((await system.search('')).total).toBe(system.library.tracks.size));
    await system.library.add({ title: 'After the loss' });
    await eventually(async () => expect(await system.indices()).toHaveLength(1));
    // The new index has to follow it, while the lost one can't.
    await system.library.add({ title: 'While it is made again' });
    await system.untilEqual();
    await eventually(async () => expect(await system.health()).toMatchObject({ check: 'up' }));
  });
});
