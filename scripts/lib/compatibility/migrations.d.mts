import type { Break } from './contracts.mjs';

export interface MigrationFile {
  service: string;
  name: string;
  sha256: string;
  text: string;
}
export function migrationBreaks(
  released: { version: string; migrations: Record<string, Record<string, string>> },
  files: MigrationFile[],
): Break[];
export function contractions(text: string): { statement: string; unusedSince: string | null }[];
