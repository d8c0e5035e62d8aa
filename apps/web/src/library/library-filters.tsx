import { Badge, Button, Drawer } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useState } from 'react';
import { countOf } from '../ui/time';
import { FacetFilters } from './facet-filters';
import styles from './library.module.css';
import { type Facets, type Narrowing, checkedCount } from './narrowing';

interface LibraryFiltersProps {
  facets: Facets;
  narrowing: Narrowing;
  onNarrow: (narrowing: Narrowing) => void;
  onClear: () => void;
  /** Songs found. */
  total: number;
  phone: boolean;
}

/** The filters beside the songs; on a phone on a sheet that comes up from below. */
export function LibraryFilters({ phone, total, ...filters }: LibraryFiltersProps) {
  const [open, setOpen] = useState(false);
  const checked = checkedCount(filters.narrowing);
  if (!phone)
    return (
      <aside className={styles['side']}>
        <FacetFilters {...filters} />
      </aside>
    );
  return (
    <div>
      <Button
        variant="default"
        fullWidth
        leftSection={<IconAdjustmentsHorizontal size={18} />}
        rightSection={checked > 0 && <Badge circle>{checked}</Badge>}
        onClick={() => setOpen(true)}
        data-testid="open-filters"
      >
        Filters
      </Button>
      <Drawer
        opened={open}
        onClose={() => setOpen(false)}
        position="bottom"
        size="80%"
        title="Narrow what was found"
        closeButtonProps={{ 'aria-label': 'Show the songs' }}
      >
        <FacetFilters {...filters} />
        <Button fullWidth size="lg" mt="lg" onClick={() => setOpen(false)}>
          Show {countOf(total, 'song')}
        </Button>
      </Drawer>
    </div>
  );
}
