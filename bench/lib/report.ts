import { quietLoad } from './machine';
import { aimMet, type Aim, type Results, type Row, type SuiteResult } from './result';

const titles: Record<string, string> = {
  rest: 'REST through NATS to PostgreSQL',
  stream: 'Streaming',
  upload: 'Upload',
  start: 'Start and memory at rest',
  api: 'Sign-in and playlists',
  commands: 'Commands in the playlist service',
  windows: 'Commands to windows',
  faces: 'Commands to consoles, player and kiosk',
};

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 1 });
const amount = (value: number | null, unit: string): string => (value === null ? '' : `${number(value)} ${unit}`);

/** `docs/benchmarks.md`. */
export function report({ suites }: Results): string {
  return [
    '# Benchmarks',
    '',
    'Made by `npm run bench`; the numbers with all rounds are in [bench/results/latest.json](../bench/results/latest.json).',
    'Each is measured beside a baseline in the same run, in turns (A B A B), each side in a process of its own, and is',
    'the median of its rounds unless a quantile is named. The load runs on the same machine, so absolute numbers are',
    'lower than on one of its own; the ratios are what to look at. “Aim” is the goal, “limit” what must not be exceeded.',
    '',
    'Search is measured by `npm run bench:search`, in [search-benchmarks.md](search-benchmarks.md).',
    '',
    ...summary(suites),
    ...Object.keys(titles).flatMap((name) => (suites[name] ? section(name, suites[name]) : [])),
    '## How to repeat it',
    '',
    '```',
    'npm run bench                         # everything, about a quarter of an hour',
    'npm run bench -- --only rest,stream   # some: rest, stream, upload, start, api, windows',
    'npm run bench -- --quick              # short rounds; changes neither this page nor the kept results',
    '```',
    '',
    'It needs Linux, nginx and ffmpeg, and a machine that does nothing else: the load before each part is kept with it.',
    '',
  ].join('\n');
}

function summary(suites: Results['suites']): string[] {
  const rows = Object.values(suites).flatMap((suite) => suite.rows);
  const missed = rows.filter((row) => aimMet(row) === false);
  const aimed = rows.filter((row) => row.aim !== null);
  const beyond = rows.filter(({ limit, measured }) => limit !== null && measured > limit);
  return [
    `${aimed.length - missed.length} of ${aimed.length} aims are met${missed.length > 0 ? '. Missed:' : '.'}`,
    '',
    ...missed.map((row) => `- ${row.what}: ${told(row)}`),
    ...(missed.length > 0 ? [''] : []),
    ...(beyond.length > 0
      ? ['Beyond their limit:', '', ...beyond.map((row) => `- ${row.what}: ${amount(row.measured, row.unit)}`), '']
      : []),
  ];
}

function told(row: Row): string {
  const { aim, ratio, measured, unit } = row;
  if (aim === null) return '';
  const value = aim.of === 'ratio' ? number(ratio ?? 0) : amount(measured, unit);
  return `${value}, the aim is ${aimText(aim, unit)}`;
}

const aimText = ({ of, better, value }: Aim, unit: string): string =>
  `${better === 'higher' ? 'at least' : 'at most'} ${of === 'ratio' ? `${number(value)} of the baseline` : amount(value, unit)}`;

function section(name: string, suite: SuiteResult): string[] {
  const { machine, measuredAt, notes, rows } = suite;
  const head = ['what', 'measured', 'baseline', 'ratio', 'aim', 'limit', 'aim met'];
  return [
    `## ${titles[name]}`,
    '',
    `${measuredAt.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), ${Math.round(machine.memoryMb / 1024)} GB, ` +
      `Node ${machine.node}, ${machine.system}; load before ${machine.loadBefore}.`,
    ...(machine.loadBefore > quietLoad
      ? ['', '**The machine was busy with other work meanwhile: measure again before relying on these numbers.**']
      : []),
    '',
    ...notes.map((note) => `- ${note}`),
    '',
    ...table([head, ...rows.map(cells)]),
    '',
  ];
}

function cells(row: Row): string[] {
  const { what, unit, measured, baseline, ratio, aim, limit } = row;
  const met = aimMet(row);
  return [
    what,
    amount(measured, unit),
    baseline ? `${amount(baseline.measured, unit)} (${baseline.what})` : '',
    ratio === null ? '' : number(ratio),
    aim === null ? '' : aimText(aim, unit),
    amount(limit, unit),
    met === null ? '' : met ? 'yes' : 'no',
  ];
}

function table([head = [], ...lines]: string[][]): string[] {
  const line = (values: string[]): string => `| ${values.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)];
}
