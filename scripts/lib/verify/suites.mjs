import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { Background } from './background.mjs';

/** The black-box suite against a system that runs: `{ ok, result }`, with the count in words. */
export async function runBlackBox(commands, urls, { seconds = 1800, filter = [] } = {}) {
  const args = [inRoot('scripts/blackbox.mjs'), '--url', urls.join(','), ...filter];
  const { code, stdout } = await commands.run(process.execPath, args, { seconds });
  const count = /^\d+ passed, \d+ failed.*$/m.exec(stdout)?.[0] ?? `no count (exit code ${code})`;
  return { ok: code === 0, result: count };
}

/**
 * Runs `during` while clients read, write, stream and listen, who must not notice.
 * @param {string} reportFile where the clients' own account is written
 * @returns `{ ok, account }`: whether nothing failed, and test/rollout/report.ts's TrafficReport
 */
export async function underTraffic(commands, urls, reportFile, during) {
  const args = [inRoot('scripts/traffic.mjs'), '--url', urls.join(','), '--report', reportFile];
  const traffic = await Background.start(commands, process.execPath, args, /^Traffic is on$/m);
  try {
    await during();
  } finally {
    await traffic.stop();
  }
  const account = JSON.parse(readFileSync(reportFile, 'utf8'));
  return { ok: account.failed === 0, account };
}

/** What a TrafficReport says, in one line. */
export function inWords({ totals, failed, seconds, sockets, player }) {
  const requests = Object.values(totals).reduce((sum, { requests: more }) => sum + more, 0);
  return [
    `${failed} failed of ${requests} requests in ${Math.round(seconds)} s`,
    `${sockets.reconnects} reconnects, the longest ${sockets.longestBackMs} ms`,
    `${player.songs} songs, ${player.skipped} skipped, ${player.repeated} repeated`,
  ].join('; ');
}
