import { Button, Slider } from '@mantine/core';
import { useHeld } from '../venue/use-held';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import { bandName, curvePath, decibels, eqBands, eqLimit, eqPresets, presetOf, withBands } from './eq-presets';
import styles from './settings.module.css';
import { useSetting, useStoreSetting } from './use-setting';

/** Decibels of one band, by its number, as far as a hand holds them. */
type HeldBands = Record<number, number>;

/** The ten bands of the room, heard while they move. */
export function Equaliser() {
  const { connection } = useVenue();
  const store = useStoreSetting();
  const preset = useSetting('eq');
  const known = useVenueSnapshot((snapshot) => snapshot.state?.settings.eq ?? null);
  const { held, move, letGo } = useHeld<HeldBands>({
    // Made anew when it is sent: another console may have moved another band meanwhile.
    send: async (bands) => {
      const now = connection.getSnapshot().state?.settings.eq;
      if (now !== undefined) await store('eq', withBands(now, bands));
    },
    live: true,
  });
  const gains = withBands(preset.value ?? known ?? eqBands.map(() => 0), held ?? {});
  const current = presetOf(gains);
  return (
    <>
      <div className={styles['presets']} role="group" aria-label="Presets">
        {eqPresets.map((entry) => (
          <Button
            key={entry.name}
            size="sm"
            variant={entry === current ? 'light' : 'default'}
            aria-pressed={entry === current}
            title={entry.hint}
            onClick={() => preset.change([...entry.gains])}
          >
            {entry.name}
          </Button>
        ))}
      </div>
      <div className={styles['equaliser']} data-testid="equaliser">
        <Curve gains={gains} />
        {eqBands.map((hertz, band) => (
          <div key={hertz} className={styles['band']}>
            <output className="tabular">{decibels(gains[band] ?? 0).replace(' dB', '')}</output>
            <Slider
              orientation="vertical"
              min={-eqLimit}
              max={eqLimit}
              step={1}
              startPointValue={0}
              value={gains[band] ?? 0}
              disabled={known === null}
              label={null}
              thumbLabel={`${bandName(hertz)} hertz`}
              thumbValueText={decibels}
              size={6}
              thumbSize={20}
              className={styles['slider'] ?? ''}
              onChange={(gain) => move({ ...held, [band]: gain })}
              onChangeEnd={letGo}
              onDoubleClick={() => {
                move({ ...held, [band]: 0 });
                letGo();
              }}
              data-testid={`band-${hertz}`}
            />
            <span aria-hidden>{bandName(hertz)}</span>
          </div>
        ))}
      </div>
      <p className={styles['hint']}>
        {current?.hint ?? 'Your own'}. Low tones are on the left, high ones on the right. Double-click a band to set it
        back.
      </p>
    </>
  );
}

const field = { width: 1_000, height: 100 };

function Curve({ gains }: { gains: readonly number[] }) {
  const line = curvePath(gains, field.width, field.height);
  return (
    <svg
      className={styles['curve']}
      viewBox={`0 0 ${field.width} ${field.height}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      <line x1="0" x2={field.width} y1={field.height / 2} y2={field.height / 2} className={styles['zero']} />
      <path d={`${line} L${field.width} ${field.height / 2} L0 ${field.height / 2} Z`} className={styles['fill']} />
      <path d={line} className={styles['line']} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
