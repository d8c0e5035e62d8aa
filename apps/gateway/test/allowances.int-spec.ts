import { setTimeout as sleep } from 'node:timers/promises';
import { type GuestSession } from '@djamms/contracts';
import { loadConfig, startService, untilReady, type RunningService } from '@djamms/platform';
import { RestClient, eventually, startTestSystem, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { musicService } from '../../music/src/service';
import { playlistService } from '../../playlist/src/service';
import { gatewayService } from '../src/service';

/** What guests may do within a minute, whichever gateways they come through. */
describe('guests’ allowances at two gateways', () => {
  let system: TestSystem;
  let second: RunningService;
  let gateways: RestClient[];
  let venueId: string;

  beforeAll(async () => {
    system = await startTestSystem({ services: [authService, musicService, playlistService, gatewayService] });
    const environment = { ...system.place.environment(), HOST: '127.0.0.1', PORT: '0' };
    second = await startService(gatewayService, loadConfig(environment));
    await untilReady(second);
    gateways = [system.url('gateway'), second.url ?? ''].map((url) => new RestClient(url));
    ({ venueId } = await gateways[0]!.registerOwner());
  });
  afterAll(async () => {
    await second.close();
    await system.stop();
  });

  const enter = async (): Promise<RestClient[]> => {
    const { body } = await gateways[0]!.post<GuestSession>(`/api/venues/${venueId}/guests`);
    return gateways.map((gateway) => gateway.as(body.token));
  };
  const remaining = ({ headers }: { headers: Headers }): number => Number(headers.get('ratelimit-remaining'));

  it('are no more than at one, for a guest who alternates', async () => {
    const guest = await enter();
    const statuses: number[] = [];
    for (let times = 0; times < 40; times += 1) {
      const { status } = await guest[times % 2]!.get('/api/requests/mine', { venueId });
      statuses.push(status);
      // A notice is sent every 50 ms; whoever is quicker is counted a moment later.
      await sleep(20);
    }
    const answers = await Promise.all(guest.map((rest) => rest.get('/api/queue', { venueId })));
    // 120 a minute of this kind: 40 were taken, and two more to ask how many are left. What was taken a moment ago may
    // not be known at the other gateway yet.
    expect(statuses.every((status) => status === 200)).toBe(true);
    for (const answer of answers) expect([78, 79, 80, 81, 82]).toContain(remaining(answer));
  });

  it('are used up at both', async () => {
    const guest = await enter();
    const votes = async (rest: RestClient, times: number): Promise<number[]> =>
      Promise.all(Array.from({ length: times }, async () => (await rest.post('/api/track/vote', { venueId })).status));
    const first = await votes(guest[0]!, 40);
    expect(first.filter((status) => status === 429)).toHaveLength(10);
    let granted = 0;
    await eventually(async () => {
      const [status] = await votes(guest[1]!, 1);
      if (status !== 429) granted += 1;
      expect(status).toBe(429);
    });
    expect(granted).toBeLessThanOrEqual(5);
  });
});
