import { Slider, Switch } from '@mantine/core';
import styles from './settings.module.css';
import { useSetting, useSlidSetting } from './use-setting';

/** LUFS. The target that streaming services use, and the quietest and loudest that make sense in a room. */
const usual = -14;
const quietest = -23;
const loudest = -8;

const words: [from: number, text: string][] = [
  [-11, 'Loud. Peaks are kept below the limit, so quiet songs may stay a little quieter.'],
  [-16, 'As streaming services play. Right for most rooms.'],
  [-Infinity, 'Gentle, with all of the dynamics, as on the radio (EBU R 128 is −23).'],
];

/** Brings all songs to one loudness, by what was measured when they were uploaded. */
export function Loudness() {
  const slid = useSlidSetting('normalize_loudness');
  const setting = useSetting('normalize_loudness');
  const target = setting.value === null ? null : (slid.value ?? setting.value);
  return (
    <>
      <Switch
        size="md"
        label="All songs equally loud"
        checked={target !== null}
        onChange={(event) => setting.change(event.currentTarget.checked ? usual : null)}
        data-testid="normalize"
      />
      {target === null ? (
        <p className={styles['hint']}>Each song is as loud as it was made.</p>
      ) : (
        <div className={styles['field']}>
          <div className={styles['label']}>
            <span>Loudness</span>
            <output className="tabular">{`−${Math.abs(target)} LUFS`}</output>
          </div>
          <Slider
            min={Math.min(quietest, target)}
            max={Math.max(loudest, target)}
            step={1}
            value={target}
            label={null}
            thumbLabel="Loudness in LUFS"
            onChange={slid.move}
            onChangeEnd={slid.letGo}
            data-testid="loudness"
          />
          <p className={styles['hint']}>{words.find(([from]) => target >= from)?.[1]}</p>
        </div>
      )}
    </>
  );
}
