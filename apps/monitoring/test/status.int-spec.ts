import { Module } from '@nestjs/common';
import { getSystemStatus, services } from '@djamms/contracts';
import { Health, ServiceModule, loadConfig, startService, untilReady, type RunningService } from '@djamms/platform';
import { eventually, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { monitoringService } from '../src/service';

@Module({ imports: [ServiceModule.forRoot({ service: 'search', stateless: true })] })
class OtherModule {}

describe('the system status', () => {
  let system: TestSystem;
  const others: RunningService[] = [];
  const admin = userIdentity({ role: 'admin' });
  beforeAll(async () => {
    system = await startTestSystem({ services: [monitoringService] });
    const config = () => loadConfig({ ...system.place.environment(), HOST: '127.0.0.1', PORT: '0' });
    for (let replica = 0; replica < 2; replica++)
      others.push(await startService({ name: 'search', module: OtherModule }, config()));
    await Promise.all(others.map((service) => untilReady(service)));
  });
  afterAll(async () => {
    await Promise.all(others.map((service) => service.close()));
    await system.stop();
  });

  const status = (identity = admin) => system.as(identity).request(getSystemStatus, {});
  const search = async (identity = admin) =>
    (await status(identity)).services.find(({ service }) => service === 'search');

  it('hears every replica, and names the services that do not answer', async () => {
    // Who is slow to answer counts as missing, on a machine that is busy too.
    await eventually(async () => {
      const result = await status();
      expect(result.services.map(({ service }) => service)).toEqual([...services]);
      expect(result.status).toBe('down');
      const byName = new Map(result.services.map((each) => [each.service, each]));
      expect(byName.get('search')).toMatchObject({ status: 'up', instances: [{ status: 'up' }, { status: 'up' }] });
      expect(byName.get('monitoring')?.status).toBe('up');
      expect(byName.get('playlist')?.status).toBe('missing');
    });
  });

  it('says which check failed where, in words for those who run the system only', async () => {
    others[0]?.app.get(Health).register('disk', () => {
      throw new Error('no space left on /data');
    });
    const check = { name: 'disk', status: 'down' };
    await eventually(async () => {
      const forAdmin = await search();
      expect(forAdmin).toMatchObject({ status: 'up' });
      expect(forAdmin?.instances.flatMap(({ checks }) => checks)).toContainEqual(
        expect.objectContaining({ ...check, detail: 'no space left on /data' }),
      );
    });
    await eventually(async () => {
      const forStaff = await search(userIdentity());
      expect(forStaff?.instances.flatMap(({ checks }) => checks)).toContainEqual(
        expect.objectContaining({ ...check, detail: null }),
      );
    });
    await expect(status(userIdentity({ role: 'guest' }))).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('misses a service that has stopped', async () => {
    await Promise.all(others.splice(0).map((service) => service.close()));
    await eventually(async () =>
      expect(await search()).toEqual({ service: 'search', status: 'missing', instances: [] }),
    );
  });
});
