import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { type Machine } from './result';

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryMb: Math.round(totalmem() / 1024 ** 2),
  system: `${type()} ${release()}`,
  node: process.version,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
});
