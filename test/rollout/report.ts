import { type Failure, type Kind, type Ledger, type Totals } from './ledger';
import { type RoomReport } from './room';

export interface TrafficReport {
  seconds: number;
  totals: Record<Kind, Totals>;
  /** Of everything, also of windows and of the player. */
  failed: number;
  /** The first fifty. */
  failures: Failure[];
  sockets: {
    count: number;
    reconnects: number;
    /** Milliseconds from the loss of the line until the same state as REST's was shown; 0 without a loss. */
    longestBackMs: number;
  };
  player: RoomReport;
}

const listed = 50;

export function makeReport(
  ledger: Ledger,
  seconds: number,
  sockets: TrafficReport['sockets'],
  player: RoomReport,
): TrafficReport {
  const { failures } = ledger;
  return {
    seconds,
    totals: ledger.totals(),
    failed: failures.length,
    failures: failures.slice(0, listed),
    sockets,
    player,
  };
}

/** For people: a short table, then what failed. */
export function describeReport({ seconds, totals, failed, failures, sockets, player }: TrafficReport): string {
  const rows = Object.entries(totals).map(([kind, { requests, failed: wrong, p50, p95, max }]) => [
    kind,
    requests,
    wrong,
    p50 ?? '–',
    p95 ?? '–',
    max ?? '–',
  ]);
  const table = [['kind', 'requests', 'failed', 'p50 ms', 'p95 ms', 'max ms'], ...rows].map((row) =>
    row.map((cell, column) => (column === 0 ? String(cell).padEnd(8) : String(cell).padStart(10))).join(''),
  );
  const told = failures.map(
    ({ time, kind, where, what }) => `FAILED  ${time.slice(11, 23)} ${kind}: ${where}: ${what}`,
  );
  return [
    ...table,
    `${sockets.count} windows, ${sockets.reconnects} reconnects, the longest ${sockets.longestBackMs} ms until back and right`,
    `${player.songs} songs, ${player.skipped} skipped, ${player.repeated} repeated`,
    ...told,
    `${failed} failed in ${Math.round(seconds)} s`,
  ].join('\n');
}
