import { randomBytes } from 'node:crypto';

/**
 * What belongs to one system on a shared cluster. The prefix holds no dot, so that no pattern of one system matches
 * what is another's.
 */
export class IndexNames {
  /** What is searched: stands for the index in use. */
  readonly alias: string;
  /** Every index of this system. */
  readonly all: string;

  constructor(private readonly prefix: string) {
    this.alias = prefix;
    this.all = `${prefix}.i-*`;
  }

  /** Of a new index; names sort by the time they were made. */
  make(now: Date = new Date()): string {
    const time = now.toISOString().replace(/\D/g, '').slice(0, 14);
    return `${this.prefix}.i-${time}-${randomBytes(3).toString('hex')}`;
  }

  /** The alias through which one index is written to: writing never makes an index by accident, with any mapping. */
  writeAlias(index: string): string {
    return index.replace('.i-', '.w-');
  }
}
