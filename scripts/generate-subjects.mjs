const contracts = () => import(new URL('../dist/libs/contracts/src/index.js', import.meta.url).href);
const bySubject = (left, right) => (left.subject < right.subject ? -1 : 1);
const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows.map(row), ''];
const row = (cells) => `| ${cells.join(' | ')} |`;
const code = (text) => `\`${text}\``;

/** Every message of the system, by its kind, as Markdown. */
export async function subjectsText() {
  const { allRequests, allEvents, allJobs, allNotices } = await contracts();
  return [
    '# Messages',
    '',
    'Made from `libs/contracts` by `npm run generate`. A request is answered by the service of its first word; an event',
    'is told by it; a job is worked on by it.',
    '',
    '## Requests',
    '',
    ...table(['subject', 'over REST', 'access', 'errors of its own'], [...allRequests].sort(bySubject).map(requestRow)),
    '## Events',
    '',
    ...table(['subject', 'payload', 'in the activity log as'], [...allEvents].sort(bySubject).map(eventRow)),
    '## Jobs',
    '',
    ...table(['subject', 'payload', 'tries', 'pauses (s)'], [...allJobs].sort(bySubject).map(jobRow)),
    '## Notices',
    '',
    ...table(
      ['subject', 'payload'],
      [...allNotices].sort(bySubject).map((it) => [code(it.subject), fields(it)]),
    ),
  ].join('\n');
}

const fields = ({ payload }) =>
  Object.keys(payload.shape ?? {})
    .map(code)
    .join(', ');
const requestRow = ({ subject, http, errors }) => [
  code(subject),
  http ? code(`${http.method} /api${http.path}`) : '',
  http ? http.access : 'services',
  Object.values(errors ?? {})
    .map((error) => code(error.code))
    .join(', '),
];
const eventRow = (event) => [code(event.subject), fields(event), event.activity ?? ''];
const jobRow = (job) => [code(job.subject), fields(job), job.attempts, job.backoff.join(', ')];
