import { z } from 'zod';
import { median } from './stats';

const Aim = z.object({
  /** Whether the aim is about the value itself or about its ratio to the baseline's. */
  of: z.enum(['measured', 'ratio']),
  better: z.enum(['higher', 'lower']),
  value: z.number(),
});
export type Aim = z.infer<typeof Aim>;

/** One measured thing. */
export const Row = z.object({
  what: z.string(),
  unit: z.enum(['requests/s', 'commands/s', 'MB/s', 'ms', 's', 'MB', 'KB']),
  /** Median of the rounds, or the named quantile of all. */
  measured: z.number(),
  rounds: z.array(z.number()),
  baseline: z.object({ what: z.string(), measured: z.number(), rounds: z.array(z.number()) }).nullable(),
  /** Measured by baseline. */
  ratio: z.number().nullable(),
  aim: Aim.nullable(),
  /** What must not be exceeded, in the row's unit. */
  limit: z.number().nullable(),
});
export type Row = z.infer<typeof Row>;

const Machine = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryMb: z.number(),
  system: z.string(),
  node: z.string(),
  /** Load average of the last minute when the suite began: near 0 on a quiet machine. */
  loadBefore: z.number(),
});
export type Machine = z.infer<typeof Machine>;

export const SuiteResult = z.object({
  measuredAt: z.iso.datetime(),
  seconds: z.number(),
  quick: z.boolean(),
  machine: Machine,
  /** What has to be known to read the rows. */
  notes: z.array(z.string()),
  rows: z.array(Row),
});
export type SuiteResult = z.infer<typeof SuiteResult>;

export const Results = z.object({ suites: z.record(z.string(), SuiteResult) });
export type Results = z.infer<typeof Results>;

export interface RowOptions {
  what: string;
  unit: Row['unit'];
  rounds: number[];
  baseline?: { what: string; rounds: number[] };
  aim?: Aim;
  limit?: number;
  /** How the rounds become one number; the median unless given. */
  combine?: (rounds: readonly number[]) => number;
}

export function row({ what, unit, rounds, baseline, aim, limit, combine = median }: RowOptions): Row {
  const measured = combine(rounds);
  const against = baseline ? combine(baseline.rounds) : null;
  return {
    what,
    unit,
    measured: rounded(measured),
    rounds: rounds.map(rounded),
    baseline:
      baseline && against !== null
        ? { what: baseline.what, measured: rounded(against), rounds: baseline.rounds.map(rounded) }
        : null,
    ratio: against === null ? null : rounded(measured / against),
    aim: aim ?? null,
    limit: limit ?? null,
  };
}

/** Three significant digits and never less than whole thousands: more is noise. */
const rounded = (value: number): number => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

/** Null without an aim. */
export function aimMet({ aim, measured, ratio }: Row): boolean | null {
  if (aim === null) return null;
  const value = aim.of === 'ratio' ? ratio : measured;
  if (value === null) return null;
  return aim.better === 'higher' ? value >= aim.value : value <= aim.value;
}
