import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';

/** The black-box suite against a system that runs: `{ ok, result }`, with the count in words. */
export async function runBlackBox(commands, urls, { seconds = 1800, filter = [] } = {}) {
  const args = [inRoot('scripts/blackbox.mjs'), '--url', urls.join(','), ...filter];
  const { code, stdout } = await commands.run(process.execPath, args, { seconds });
  const count = /^\d+ passed, \d+ failed.*$/m.exec(stdout)?.[0] ?? `no count (exit code ${code})`;
  return { ok: code === 0, result: count };
}

/**
 * Clients that must not notice what is done meanwhile. `during` gets to work once they do; they stop after `seconds`.
 * @returns `{ ok, report }`: whether every promise was kept, and the traffic's own account
 */
export async function underTraffic(commands, urls, { seconds, reportFile }, during) {
  const args = ['--url', urls.join(','), '--seconds', String(seconds), '--report', reportFile];
  const running = commands.run(process.execPath, [inRoot('scripts/traffic.mjs'), ...args], { seconds: seconds + 240 });
  const [{ code }] = await Promise.all([running, during()]);
  return { ok: code === 0, report: JSON.parse(readFileSync(reportFile, 'utf8')) };
}
