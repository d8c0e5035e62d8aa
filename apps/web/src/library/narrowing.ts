import { type OutputOf, type SearchFilters, type searchTracks } from '@djamms/contracts';

export type Facets = OutputOf<typeof searchTracks>['facets'];
export type Facet = keyof Facets;
export const facetNames = ['genre', 'year', 'duration'] as const satisfies readonly Facet[];

/** What is checked; of each facet one value, as the server counts it (`1990s`, `120-240`). */
export type Narrowing = Readonly<Partial<Record<Facet, string>>>;

/** Seconds by which a range ends before the next begins: the server's ranges hold both ends. */
const justBefore = 0.001;

/** The search's filters for what is checked. */
export function filtersOf({ genre, year, duration }: Narrowing): SearchFilters {
  return {
    ...(genre === undefined ? {} : { genre }),
    ...(year === undefined ? {} : decadeOf(year)),
    ...(duration === undefined ? {} : durationsOf(duration)),
  };
}

/** Checks a value, or unchecks it when it was. */
export function toggled(narrowing: Narrowing, facet: Facet, value: string): Narrowing {
  const { [facet]: before, ...others } = narrowing;
  return before === value ? others : { ...others, [facet]: value };
}

export const without = (narrowing: Narrowing, facet: Facet): Narrowing =>
  Object.fromEntries(Object.entries(narrowing).filter(([name]) => name !== facet));

export const checkedCount = (narrowing: Narrowing): number => Object.keys(narrowing).length;

/** What can be checked: a value that is checked stays, even where nothing is left of it. */
export function optionsOf(counts: Facets[Facet], checked: string | undefined): Facets[Facet] {
  if (checked === undefined || counts.some(({ value }) => value === checked)) return counts;
  return [{ value: checked, count: 0 }, ...counts];
}

/** A facet's value in words. */
export function labelOf(facet: Facet, value: string): string {
  if (facet !== 'duration') return value;
  const { durationMin = 0, durationMax } = durationsOf(value);
  if (durationMax === undefined) return `Over ${minutes(durationMin)} min`;
  const end = minutes(durationMax + justBefore);
  return durationMin === 0 ? `Under ${end} min` : `${minutes(durationMin)} to ${end} min`;
}

const minutes = (seconds: number): number => Math.round(seconds / 6) / 10;

function decadeOf(value: string): SearchFilters {
  const first = Number.parseInt(value, 10);
  return Number.isNaN(first) ? {} : { yearFrom: first, yearTo: first + 9 };
}

function durationsOf(value: string): SearchFilters {
  const [from = '', to = ''] = value.split('-');
  return {
    ...(from === '' || from === '0' ? {} : { durationMin: Number(from) }),
    ...(to === '' ? {} : { durationMax: Number(to) - justBefore }),
  };
}
