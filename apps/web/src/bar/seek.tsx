import { Slider } from '@mantine/core';
import { soundEnd } from '@djamms/client';
import { clockTime } from '../ui/time';
import { useHeld } from '../venue/use-held';
import { usePosition } from '../venue/use-position';
import { useCommand } from '../venue/use-steering';
import { useNowPlaying } from '../venue/venue-context';
import styles from './bar.module.css';

/** Where the song is, how much is left, and a way to any other place in it. */
export function Seek() {
  const nowPlaying = useNowPlaying();
  const position = usePosition();
  const command = useCommand();
  const { held, move, letGo } = useHeld<number>({ send: (value) => command('SEEK', value), live: false });
  const idle = nowPlaying === null || nowPlaying.item_id === null;
  const end = idle ? 0 : soundEnd(nowPlaying);
  const shown = idle ? 0 : Math.min(held ?? position, end);
  return (
    <div className={styles['seek']}>
      <span className="tabular" data-testid="position">
        {idle ? '–:––' : clockTime(shown)}
      </span>
      <Slider
        value={shown}
        min={0}
        max={Math.max(end, 1)}
        step={1}
        disabled={idle}
        onChange={move}
        onChangeEnd={letGo}
        label={clockTime}
        thumbLabel="Position"
        size={5}
        thumbSize={14}
        data-testid="seek"
      />
      <span className="tabular" data-testid="time-left" title="Time left">
        {idle ? '–:––' : `−${clockTime(end - shown)}`}
      </span>
    </div>
  );
}
