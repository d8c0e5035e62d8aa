import { type HitRates } from '../../apps/search/test/judged/judge';
import { type QueryKind } from '../../apps/search/test/judged/queries';
import { type Machine } from '../lib/result';
import { type EngineName } from './system';

/** Milliseconds. */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

export interface Latency {
  search: Percentiles;
  /** The prototype on the same documents at the same pace: PostgreSQL alone, without facets, gateway and NATS. */
  prototype: Percentiles;
  suggest: Percentiles;
  /** Total and facets of a word in thousands of tracks, one question after the other. */
  broad: Percentiles;
  broadTotal: number;
}

export interface EngineRun {
  engine: EngineName;
  tracks: number;
  filledSeconds: number;
  quality: { kinds: Partial<Record<QueryKind, HitRates>>; suggestedAfter3: number; suggestedAfter5: number };
  latency: Latency;
  /** MB, by what it is of. */
  memory: Record<string, number>;
}

export interface SearchResults {
  measuredAt: string;
  machine: Machine;
  seed: number;
  runs: EngineRun[];
}
