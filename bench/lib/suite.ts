import { type Row } from './result';

export interface SuiteOptions {
  /** Fewer and shorter rounds: shows that everything works, and roughly how fast. */
  quick: boolean;
  /** For what is made for this run. */
  folder: string;
  /** What is going on, for the person who waits. */
  say: (line: string) => void;
}

export interface SuiteOutcome {
  rows: Row[];
  notes: string[];
}

export type Suite = (options: SuiteOptions) => Promise<SuiteOutcome>;
