import { services, type ServiceHealth } from '@djamms/contracts';
import { aggregate } from './aggregate';

const answer = (service: string, status: 'up' | 'down' = 'up', instance = 'a'): ServiceHealth => ({
  service,
  instance,
  version: '1',
  status,
  uptimeSeconds: 1,
  checks: [],
});
const all = services.map((service) => answer(service));
const without = (service: string) => all.filter((each) => each.service !== service);
const statusOf = (answers: ServiceHealth[], name: string) =>
  aggregate(answers).services.find(({ service }) => service === name)?.status;

describe('the status of the system', () => {
  it('is ok when every process is up', () => {
    expect(aggregate([...all, answer('gateway', 'up', 'b')]).status).toBe('ok');
  });

  it('is degraded without a service that music plays on without, and when one of several processes is down', () => {
    expect(aggregate(without('search')).status).toBe('degraded');
    expect(aggregate([...all, answer('gateway', 'down', 'b')]).status).toBe('degraded');
    expect(statusOf([...all, answer('gateway', 'down', 'b')], 'gateway')).toBe('up');
  });

  it('is degraded while a process does part of its work another way', () => {
    const checks = [{ name: 'search engine', status: 'degraded' as const, detail: 'away', tookMs: 1 }];
    const answers = [...without('search'), { ...answer('search'), checks }];
    expect(aggregate(answers).status).toBe('degraded');
    expect(statusOf(answers, 'search')).toBe('up');
  });

  it('is down without a service that everything needs', () => {
    expect(aggregate(without('playlist')).status).toBe('down');
    expect(aggregate([...without('auth'), answer('auth', 'down')]).status).toBe('down');
    expect(aggregate([]).status).toBe('down');
  });

  it('tells down from missing, and lists every service once', () => {
    expect(statusOf([...without('file'), answer('file', 'down')], 'file')).toBe('down');
    expect(statusOf(without('file'), 'file')).toBe('missing');
    expect(aggregate([answer('stranger')]).services.map(({ service }) => service)).toEqual([...services]);
  });
});
