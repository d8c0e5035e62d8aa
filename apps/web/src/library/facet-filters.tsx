import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import styles from './facets.module.css';
import {
  type Facet,
  type Facets,
  type Narrowing,
  checkedCount,
  facetNames,
  labelOf,
  optionsOf,
  toggled,
} from './narrowing';

interface FacetFiltersProps {
  facets: Facets;
  narrowing: Narrowing;
  onNarrow: (narrowing: Narrowing) => void;
  onClear: () => void;
}

const titles: Record<Facet, string> = { genre: 'Genre', year: 'Year', duration: 'Length' };
/** Values in sight before all are asked for. */
const firstShown = 8;

/** Narrows what was found: of each kind one value, with how many songs it leaves. */
export function FacetFilters({ facets, narrowing, onNarrow, onClear }: FacetFiltersProps) {
  return (
    <div className={styles['facets']} role="group" aria-label="Filters" data-testid="facets">
      <div className={styles['head']}>
        <h3>Filters</h3>
        {checkedCount(narrowing) > 0 && (
          <Button size="compact-sm" variant="subtle" onClick={onClear} data-testid="clear-filters">
            Clear all
          </Button>
        )}
      </div>
      {facetNames.map((facet) => (
        <FacetGroup
          key={facet}
          facet={facet}
          counts={facets[facet]}
          checked={narrowing[facet]}
          onToggle={(value) => onNarrow(toggled(narrowing, facet, value))}
        />
      ))}
    </div>
  );
}

interface FacetGroupProps {
  facet: Facet;
  counts: Facets[Facet];
  checked: string | undefined;
  onToggle: (value: string) => void;
}

function FacetGroup({ facet, counts, checked, onToggle }: FacetGroupProps) {
  const [all, setAll] = useState(false);
  const options = optionsOf(counts, checked);
  if (options.length === 0) return null;
  const shown = options.filter(({ value }, at) => all || at < firstShown || value === checked);
  return (
    <fieldset className={styles['group']} data-testid={`facet-${facet}`}>
      <legend>{titles[facet]}</legend>
      {shown.map(({ value, count }) => (
        <Checkbox
          key={value}
          classNames={{
            root: styles['option'],
            body: styles['body'],
            labelWrapper: styles['wrap'],
            label: styles['label'],
          }}
          checked={value === checked}
          onChange={() => onToggle(value)}
          label={
            <>
              <span className="truncate">{labelOf(facet, value)}</span>
              <span className={`${styles['count']} tabular`}>{count.toLocaleString('en')}</span>
            </>
          }
        />
      ))}
      {options.length > firstShown && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${options.length}`}
        </Button>
      )}
    </fieldset>
  );
}
