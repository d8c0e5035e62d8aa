import { setTimeout as sleep } from 'node:timers/promises';
import { allowancesSpent, type GuestSession } from '@djamms/contracts';
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

  const enter = async () => {
    const { body } = await gateways[0]!.post<GuestSession>(`/api/venues/${venueId}/guests`);
    return { guest: gateways.map((gateway) => gateway.as(body.token)), guestId: body.guestId };
  };
  /**
   * Resolves when both gateways know that the guest has taken so much of a kind: what was told stands before the answer
   * of another service in what NATS sends to a gateway. The answers are two more of the other kind.
   */
  const known = async ({ guest, guestId }: Awaited<ReturnType<typeof enter>>, kind: string, times: number) => {
    await eventually(() => {
      const told = system.messages.noticed(allowancesSpent).flatMap(({ spent }) => spent);
      const ofGuest = told.filter(({ allowance }) => allowance === `${kind} ${guestId}`);
      expect(ofGuest.reduce((sum, each) => sum + each.times, 0)).toBe(times);
    });
    for (const rest of guest) expect((await rest.get('/api/requests/mine', { venueId })).status).toBe(200);
  };
  const remaining = ({ headers }: { headers: Headers }): number => Number(headers.get('ratelimit-remaining'));

  it('are no more than at one, for a guest who alternates', async () => {
    const entered = await enter();
    const { guest } = entered;
    const statuses: number[] = [];
    for (let times = 0; times < 40; times += 1) {
      const { status } = await guest[times % 2]!.get('/api/requests/mine', { venueId });
      statuses.push(status);
      // A notice is sent every 50 ms; whoever is quicker is counted a moment later.
      await sleep(20);
    }
    expect(statuses.every((status) => status === 200)).toBe(true);
    await known(entered, 'other', 40);
    const answers = await Promise.all(guest.map((rest) => rest.get('/api/queue', { venueId })));
    // 120 a minute of this kind: 42 were taken, and two more to ask how many are left. What was taken a moment ago may
    // not be known at the other gateway yet.
    for (const answer of answers) expect([76, 77, 78]).toContain(remaining(answer));
  });

  it('are used up at both', async () => {
    const entered = await enter();
    const { guest } = entered;
    const votes = async (rest: RestClient, times: number): Promise<number[]> =>
      Promise.all(Array.from({ length: times }, async () => (await rest.post('/api/track/vote', { venueId })).status));
    const first = await votes(guest[0]!, 40);
    expect(first.filter((status) => status === 429)).toHaveLength(10);
    await known(entered, 'vote', 30);
    expect(await votes(guest[1]!, 1)).toEqual([429]);
  });
});
