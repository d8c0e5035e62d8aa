import { allEvents, allJobs, allNotices, allRequests, services } from '.';

const repeated = (values: string[]): string[] => values.filter((value, index) => values.indexOf(value) !== index);
const everything = [...allRequests, ...allEvents, ...allJobs, ...allNotices];

describe('the registry of contracts', () => {
  it('knows requests, events, jobs and notices', () => {
    for (const kind of [allRequests, allEvents, allJobs, allNotices]) expect(kind).not.toEqual([]);
  });

  it('gives every subject one meaning', () => {
    expect(repeated(everything.map(({ subject }) => subject))).toEqual([]);
  });

  it('names each subject after a service, an entity and a verb', () => {
    const service = `(${services.join('|')})`;
    const strange = everything.map(({ subject }) => subject).filter((subject) => !isNamed(subject, service));
    expect(strange).toEqual([]);
  });

  it('gives every route one request', () => {
    const routes = allRequests.flatMap(({ http }) =>
      http ? [`${http.method} ${http.path.replace(/:\w+/g, ':')}`] : [],
    );
    expect(repeated(routes)).toEqual([]);
  });

  it('takes every path parameter from a field of the input', () => {
    const missing = allRequests.flatMap(({ subject, input, http }) =>
      [...(http?.path.matchAll(/:(\w+)/g) ?? [])]
        .map(([, name]) => name ?? '')
        .filter((name) => !(name in input.shape))
        .map((name) => `${subject}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('lets a retried job wait between its tries', () => {
    const impatient = allJobs.filter(({ attempts, backoff }) => attempts > 1 && backoff.length === 0);
    expect(impatient.map(({ subject }) => subject)).toEqual([]);
  });
});

const isNamed = (subject: string, service: string): boolean =>
  new RegExp(`^${service}\\.[a-z]+\\.[a-z-]+$`).test(subject);
