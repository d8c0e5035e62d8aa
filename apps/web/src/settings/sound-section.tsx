import { SegmentedControl, Slider, Switch } from '@mantine/core';
import { type PlayerSettings } from '@djamms/contracts';
import { type ReactNode } from 'react';
import { usePresence } from '../bar/use-presence';
import { Volume } from '../bar/volume';
import { LoadingRows } from '../ui/states';
import { usePlaybackState } from '../venue/venue-context';
import { Equaliser } from './equaliser';
import { Loudness } from './loudness';
import styles from './settings.module.css';
import { useSetting, useSlidSetting } from './use-setting';

/** How the room sounds: everything here is heard at once, and all consoles show the same. */
export function SoundSection() {
  const state = usePlaybackState();
  if (state === null) return <LoadingRows count={6} height={64} />;
  return (
    <div className={styles['sound']}>
      <Card title="Equaliser" wide>
        <HeardWhere />
        <Equaliser />
      </Card>
      <div className={styles['column']}>
        <Card title="Volume">
          <div className={styles['volume']}>
            <Volume />
          </div>
        </Card>
        <Card title="Even loudness">
          <Loudness />
        </Card>
        <Card title="Compressor">
          <Compressor />
        </Card>
      </div>
      <div className={styles['column']}>
        <Card title="From song to song">
          <Crossfade />
          <Order />
        </Card>
      </div>
    </div>
  );
}

function Card({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  return (
    <section className={styles['card']} data-wide={wide} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function HeardWhere() {
  const { state, device } = usePresence();
  return (
    <p className={styles['hint']}>
      {state === 'connected'
        ? `What you change is heard at once, on ${device}.`
        : 'No player is connected: what you change is kept, and heard when one is.'}
    </p>
  );
}

/** Seconds; beyond this a crossfade is an effect and no transition, and the server takes up to 30. */
const longestCrossfade = 15;

function Crossfade() {
  const { value, move, letGo } = useSlidSetting('crossfade_time');
  const seconds = value ?? 0;
  return (
    <div className={styles['field']}>
      <div className={styles['label']}>
        <span>Crossfade</span>
        <output className="tabular">{seconds === 0 ? 'off' : `${seconds} s`}</output>
      </div>
      <Slider
        min={0}
        max={Math.max(longestCrossfade, seconds)}
        step={0.5}
        value={seconds}
        label={null}
        thumbLabel="Crossfade in seconds"
        thumbValueText={(shown) => `${shown} seconds`}
        onChange={move}
        onChangeEnd={letGo}
        data-testid="crossfade"
      />
      <p className={styles['hint']}>
        {seconds === 0
          ? 'Songs follow each other without a gap.'
          : 'The next song comes in while the last one goes out.'}
      </p>
    </div>
  );
}

const repeats: { value: PlayerSettings['repeat_mode']; label: string }[] = [
  { value: 'none', label: 'Off' },
  { value: 'all', label: 'All' },
  { value: 'one', label: 'This song' },
];

function Order() {
  const repeat = useSetting('repeat_mode');
  const shuffle = useSetting('shuffle_enabled');
  return (
    <>
      <div className={styles['field']}>
        <div className={styles['label']}>
          <span>Repeat</span>
        </div>
        <SegmentedControl
          fullWidth
          data={repeats}
          value={repeat.value ?? 'none'}
          aria-label="Repeat"
          onChange={(value) => repeat.change(repeats.find((entry) => entry.value === value)?.value ?? 'none')}
        />
      </div>
      <Switch
        size="md"
        label="Shuffle the queue"
        checked={shuffle.value ?? false}
        onChange={(event) => shuffle.change(event.currentTarget.checked)}
      />
    </>
  );
}

function Compressor() {
  const { value, change } = useSetting('dynamic_compressor_enabled');
  return (
    <>
      <Switch
        size="md"
        label="Bring quiet and loud parts together"
        checked={value ?? false}
        onChange={(event) => change(event.currentTarget.checked)}
        data-testid="compressor"
      />
      <p className={styles['hint']}>
        Quiet passages stay audible over talk, and loud ones don’t jump out. Off is how the songs were made.
      </p>
    </>
  );
}
