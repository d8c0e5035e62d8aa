import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// Each case starts a Node of its own.
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');

/** What `npm run check` says of docker/ when one of its files is written otherwise. */
function checkWith(file: string, change: (text: string) => string): { code: number | null; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'djamms-docker-'));
  try {
    cpSync(join(root, 'docker'), folder, { recursive: true, filter: (path) => !path.endsWith('.env') });
    const before = readFileSync(join(folder, file), 'utf8');
    const after = change(before);
    writeFileSync(join(folder, file), after);
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts/check-docker.mjs'), folder], {
      encoding: 'utf8',
    });
    return { code: status, said: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the check of docker/', () => {
  it('is content with what is there', () => {
    expect(checkWith('compose.yaml', (text) => text)).toEqual({ code: 0, said: 'docker/ is in order\n' });
  });

  it.each([
    ['an unknown field', 'compose.yaml', 'read_only: true', 'read_onli: true', 'read_onli'],
    ['a missing memory limit', 'compose.yaml', /^ {4}mem_limit: 768m\n/m, '', 'postgres has no memory limit'],
    ['an image without a version', 'compose.yaml', ':-postgres:18-bookworm}', ':-postgres}', 'postgres has an image'],
    ['the newest image, whatever it is', 'compose.s3.yaml', /:-quay\.io[^}]*\}/, ':-minio/minio:latest}', 'minio has'],
    ['a published database', 'compose.yaml', 'shm_size: 128m', "ports: ['5432:5432']", 'postgres publishes a port'],
    ['a variable that nobody reads', 'compose.yaml', 'MIGRATIONS: wait', 'MIGRATION: wait', 'is given MIGRATION,'],
    ['an older version', 'compose.yaml', /DJAMMS_VERSION:-[^}]*/, 'DJAMMS_VERSION:-0.0.9', 'version 0.0.9 is not'],
    [
      'a port that is not asked',
      'prometheus/prometheus.yml',
      'port: 3004',
      'port: 3040',
      'does not ask search at 3004',
    ],
    ['an unknown instruction', 'Dockerfile', 'WORKDIR /app', 'WORKDIRR /app', 'Dockerfile:'],
  ])('finds %s', (_what, file, from, to, expected) => {
    const { code, said } = checkWith(file, (text) => text.replace(from, to));
    expect(said).toContain(expected);
    expect(code).toBe(1);
  });
});

describe('docker/make-secrets.sh', () => {
  const run = (file: string): string =>
    spawnSync('sh', [join(root, 'docker/make-secrets.sh'), file], { encoding: 'utf8' }).stdout;

  it('makes secrets once, and never changes those that are there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'djamms-secrets-'));
    try {
      const file = join(folder, 'env');
      writeFileSync(file, 'JWT_SECRET=mine');
      expect(run(file)).toContain('ENCRYPTION_KEY');
      const made = readFileSync(file, 'utf8');
      expect(made.split('\n')[0]).toBe('JWT_SECRET=mine');
      expect(made).toMatch(/^ENCRYPTION_KEY=[0-9a-f]{64}$/m);
      expect(run(file)).toContain('nothing was changed');
      expect(readFileSync(file, 'utf8')).toBe(made);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
