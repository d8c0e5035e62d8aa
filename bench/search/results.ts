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

export type Quality = Partial<Record<QueryKind, HitRates>>;

export interface Latency {
  search: Percentiles;
  /** The engine's prototype on the same documents at the same pace, without facets, gateway and NATS. */
  prototype: Percentiles;
}

export interface Suggestions {
  /** Shares of popular songs among five suggestions after so many letters. */
  after3: number;
  after5: number;
  keystroke: Percentiles;
}

/** Total and facets of a word in thousands of tracks, one question after the other. */
export interface Facets {
  broad: Percentiles;
  broadTotal: number;
}

/** Seconds. */
export interface Rebuild {
  /** Of an index whose documents are right, as each week. */
  unchanged: number;
  /** Of documents that are all wrong. */
  changed: number;
  /** The same documents written by nothing but the client that the engine is written by. */
  bare: number;
  bareWhat: string;
}

export const changeKinds = ['created', 'changed', 'played', 'deleted'] as const;
export type ChangeKind = (typeof changeKinds)[number];
/** From the gateway's answer to a change until a search there shows it. */
export type Freshness = Record<ChangeKind | 'all', Percentiles>;

/** A library that is read into memory, and what the event loop feels of it. */
export interface ColdRead {
  tracks: number;
  milliseconds: number;
  longestStall: number;
  /** The first search after it. */
  firstSearch: number;
  bytes: number;
}

export interface EngineRun {
  engine: EngineName;
  tracks: number;
  quality?: Quality;
  latency?: Latency;
  suggest?: Suggestions;
  facets?: Facets;
  rebuild?: Rebuild;
  freshness?: Freshness;
  /** Of the built-in engine only. */
  cold?: ColdRead[];
  /** MB, by what it is of. */
  memory: Record<string, number>;
}

export interface SearchResults {
  measuredAt: string;
  machine: Machine;
  seed: number;
  runs: EngineRun[];
}
