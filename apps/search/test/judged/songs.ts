import { readFileSync } from 'node:fs';

/** A song of the charts. Facts only. */
export interface Song {
  title: string;
  artist: string;
  year: number;
  /** On the chart: how popular it is. */
  weeks: number;
}

const columns = ['title', 'artist', 'first_chart_year', 'weeks_on_chart'] as const;

/** Reads a CSV (RFC 4180) with at least title, artist, first_chart_year and weeks_on_chart. */
export function readSongs(file: string): Song[] {
  const [head = [], ...rows] = parseCsv(readFileSync(file, 'utf8'));
  const places = columns.map((name) => head.indexOf(name));
  if (places.includes(-1)) throw new Error(`${file} lacks one of the columns ${columns.join(', ')}`);
  const [title, artist, year, weeks] = places as [number, number, number, number];
  return rows.map((row) => ({
    title: row[title] ?? '',
    artist: row[artist] ?? '',
    year: Number(row[year]),
    weeks: Number(row[weeks]),
  }));
}

function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
