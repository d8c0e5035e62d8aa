import { DataSource } from 'typeorm';
import { allEvents, allJobs, allRequests } from '@djamms/contracts';
import { HandlerExplorer, type Handler } from '@djamms/messaging';
import { startTestSystem, type TestSystem } from '@djamms/testing';
import { backServices, gateway } from '../src/services';
import { schemaDrift } from './schema-drift';

/** All services together, on an empty database. */
describe('the system as a whole', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [...backServices, gateway] });
  });
  afterAll(() => system.stop());

  const handlers = <K extends Handler['kind']>(
    kind: K,
  ): { service: string; handler: Extract<Handler, { kind: K }> }[] =>
    [...backServices, gateway].flatMap(({ name }) =>
      system
        .get(name, HandlerExplorer)
        .ofKind(kind)
        .map((handler) => ({ service: name, handler })),
    );

  it.each([
    ['request', allRequests],
    ['job', allJobs],
  ] as const)('has exactly one handler for every %s, in the service that its subject names', (kind, contracts) => {
    const found = handlers(kind).map(({ service, handler }) => `${handler.contract.subject} in ${service}`);
    const wanted = contracts.map(({ subject }) => `${subject} in ${subject.split('.')[0]}`);
    expect(found.sort()).toEqual(wanted.sort());
  });

  it('listens only to events that are told', () => {
    const told = allEvents.map(({ subject }) => subject);
    const heard = [...handlers('event'), ...handlers('broadcast')].map(({ handler }) => handler.contract.subject);
    expect(heard.filter((subject) => !told.includes(subject))).toEqual([]);
  });

  describe.each(backServices.map(({ name }) => name))('the schema of %s', (name) => {
    const source = (): DataSource => system.get(name, DataSource);

    it('fits the entities after all migrations have run', async () => {
      expect(await schemaDrift(source())).toEqual([]);
    });

    it('is made by migrations in the order of their times, each named once', async () => {
      const names = source().migrations.map(({ name: given, constructor }) => given ?? constructor.name);
      const times = names.map((each) => Number(/(\d{13})$/.exec(each)?.[1]));
      expect(times).toEqual([...times].sort((left, right) => left - right));
      expect(new Set(names).size).toBe(names.length);
      const run = await source().query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
      expect(run.map((row) => row.name)).toEqual(names);
    });
  });
});
