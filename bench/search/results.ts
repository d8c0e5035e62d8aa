import { type HitRates } from '../../apps/search/test/judged/judge';
import { type QueryKind } from '../../apps/search/test/judged/queries';
import { type Machine } from '../lib/result';
import { type Part } from './options';
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

/** Searches at the usual pace. */
export interface WhileChanging {
  resting: Percentiles;
  /** While documents change, after a thousand others did. */
  changing: Percentiles;
  changesPerSecond: number;
}

/** A library that is read into memory, and what the event loop feels of it. */
export interface ColdRead {
  tracks: number;
  milliseconds: number;
  longestStall: number;
  /** The first search after it. */
  firstSearch: number;
  bytes: number;
}

/** One question at a time, milliseconds. */
export interface Hostile {
  /** The judged queries. */
  usual: Percentiles;
  /** All that is meant to cost. */
  hostile: Percentiles;
  slowest: { name: string; p50: number };
}

/** MB, by what it is of. */
export type Memory = Record<string, number>;

/** What was measured, by part. */
export interface Measured {
  quality?: Quality;
  latency?: Latency;
  suggest?: Suggestions;
  facets?: Facets;
  hostile?: Hostile;
  /** Of the built-in engine only. */
  cold?: ColdRead[];
  memory?: Memory;
  freshness?: Freshness;
  changes?: WhileChanging;
  rebuild?: Rebuild;
}

/** When and where a part was measured. */
export interface Conditions {
  measuredAt: string;
  machine: Machine;
  seed: number;
}

export interface EngineRun extends Measured {
  engine: EngineName;
  tracks: number;
  conditions: Partial<Record<Part, Conditions>>;
}

/** Each part's newest result, until it is measured again. */
export interface SearchResults {
  runs: EngineRun[];
}

/** What is known, with what was just measured in the place of what was. */
export function merged({ runs: known }: SearchResults, { runs: fresh }: SearchResults): SearchResults {
  const isSame = (a: EngineRun) => (b: EngineRun) => a.engine === b.engine && a.tracks === b.tracks;
  const updated = fresh.map((run) => {
    const old = known.find(isSame(run));
    return { ...old, ...run, conditions: { ...old?.conditions, ...run.conditions } };
  });
  const untouched = known.filter((old) => !fresh.some(isSame(old)));
  return {
    runs: [...untouched, ...updated].sort((a, b) =>
      a.engine < b.engine ? -1 : a.engine > b.engine ? 1 : a.tracks - b.tracks,
    ),
  };
}
