import { NumberInput, Switch } from '@mantine/core';
import { type RequestRules } from '@djamms/contracts';
import { type ReactNode, useState } from 'react';
import { LoadingRows } from '../ui/states';
import styles from './requests.module.css';
import { useRules } from './use-rules';

/** What guests may ask for, in plain words; each rule is stored when its field is left. */
export function RulesEditor() {
  const { shown, change } = useRules();
  if (shown === null) return <LoadingRows count={5} height={56} />;
  return (
    <div className={styles['rules']}>
      <Rule title="Staff agree to each song first" hint="Switched off, a song that keeps the rules plays by itself.">
        <Switch
          size="md"
          aria-label="Staff agree to each song first"
          checked={shown.needs_approval}
          onChange={(event) => change({ needs_approval: event.currentTarget.checked })}
          data-testid="needs-approval"
        />
      </Rule>
      <Rule title="Longest song" hint="Longer ones can’t be asked for.">
        <RuleNumber name="max_duration" label="Longest song in minutes" unit="minutes" perUnit={60} range={[0.5, 60]} />
      </Rule>
      <Rule title="Songs of one guest that wait at once" hint="Those not decided yet count too.">
        <RuleNumber name="max_waiting_per_guest" label="Songs of one guest" unit="songs" range={[1, 100]} />
      </Rule>
      <Rule title="Songs of one artist" hint="So that one band does not fill the evening.">
        <RuleNumber name="max_per_artist" label="Songs of one artist" unit="within" range={[1, 100]} />
        <RuleNumber name="artist_window_minutes" label="Within minutes" unit="minutes" range={[1, 1440]} />
      </Rule>
      <Rule title="Not again before" hint="A song that played can’t be asked for during this time. 0 lets it.">
        <RuleNumber
          name="replay_minutes"
          label="Minutes before a song may play again"
          unit="minutes"
          range={[0, 1440]}
        />
      </Rule>
    </div>
  );
}

function Rule({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className={styles['rule']}>
      <div>
        <div style={{ fontWeight: 600 }}>{title}</div>
        <div className={styles['hint']}>{hint}</div>
      </div>
      <div className={styles['inputs']}>{children}</div>
    </div>
  );
}

type NumberRule = { [K in keyof RequestRules]: RequestRules[K] extends number ? K : never }[keyof RequestRules];

interface RuleNumberProps {
  name: NumberRule;
  label: string;
  unit: string;
  /** What the rule stores for one of the shown units. */
  perUnit?: number;
  /** Smallest and largest, in the shown unit. */
  range: [number, number];
}

/** A number that follows the venue until a hand types in it, and is stored when the hand leaves it. */
function RuleNumber({ name, label, unit, perUnit = 1, range: [min, max] }: RuleNumberProps) {
  const { shown, change } = useRules();
  const [typed, setTyped] = useState<number | string | null>(null);
  const stored = (shown?.[name] ?? 0) / perUnit;
  const store = (): void => {
    setTyped(null);
    if (typeof typed !== 'number') return;
    const value = Math.round(Math.min(max, Math.max(min, typed)) * perUnit);
    if (value !== shown?.[name]) change({ [name]: value });
  };
  return (
    <>
      <NumberInput
        aria-label={label}
        className={styles['number']}
        value={typed ?? stored}
        min={min}
        max={max}
        step={perUnit === 1 ? 1 : 0.5}
        allowNegative={false}
        allowDecimal={perUnit !== 1}
        onChange={setTyped}
        onBlur={store}
        onKeyDown={(event) => {
          if (event.key === 'Enter') store();
          if (event.key === 'Escape') setTyped(null);
        }}
        data-testid={`rule-${name}`}
      />
      <span aria-hidden className={styles['hint']}>
        {unit}
      </span>
    </>
  );
}
