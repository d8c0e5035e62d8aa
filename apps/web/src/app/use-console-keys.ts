import { useNavigate } from '@tanstack/react-router';
import { positionAt, soundEnd } from '@djamms/client';
import { undoLast } from '../ui/notify';
import { type Command, useCommand } from '../venue/use-steering';
import { useVenue } from '../venue/venue-context';
import { type Shortcut } from './shortcut-registry';

/** Percent by which a key makes it louder. */
const volumeStep = 5;
/** Seconds by which a key winds. */
const seekStep = 10;
/** Seconds of the fade that the key makes. */
const fadeSeconds = 5;

/** What keys do everywhere in the console; holding S is the stop button's own. */
export function useConsoleKeys(showHelp: () => void): { music: Shortcut[]; console: Shortcut[] } {
  return { music: useMusicKeys(), console: usePlaceKeys(showHelp) };
}

function useMusicKeys(): Shortcut[] {
  const { connection } = useVenue();
  const command = useCommand();
  const state = () => connection.getSnapshot().state;
  const volumeBy = (step: number): void => {
    const volume = state()?.settings.master_volume;
    if (volume !== undefined) void command('SET_VOLUME', Math.min(100, Math.max(0, volume + step)));
  };
  const windBy = (step: number): void => {
    const nowPlaying = state()?.nowPlaying;
    if (nowPlaying === undefined || nowPlaying.item_id === null) return;
    const position = positionAt(nowPlaying, connection.clock.serverNow()) + step;
    void command('SEEK', Math.min(Math.max(0, position), soundEnd(nowPlaying)));
  };
  return [
    { keys: [' '], shown: ['Space'], what: 'Play or pause', run: sender(command, 'PLAY_PAUSE') },
    { keys: ['n'], what: 'Next song', run: sender(command, 'PLAY_NEXT') },
    { keys: ['p'], what: 'Previous song', run: sender(command, 'PLAY_PREVIOUS') },
    { keys: ['j'], what: `Back ${seekStep} seconds`, run: () => windBy(-seekStep), repeats: true },
    { keys: ['l'], what: `Ahead ${seekStep} seconds`, run: () => windBy(seekStep), repeats: true },
    { keys: ['+', '='], shown: ['+'], what: 'Louder', run: () => volumeBy(volumeStep), repeats: true },
    { keys: ['-', '_'], shown: ['−'], what: 'Quieter', run: () => volumeBy(-volumeStep), repeats: true },
    {
      keys: ['m'],
      what: 'Sound off or on',
      run: () => void command(state()?.settings.is_muted === true ? 'UNMUTE' : 'MUTE'),
    },
    { keys: ['h'], what: 'Shuffle', run: sender(command, 'SHUFFLE_TOGGLE') },
    { keys: ['r'], what: 'Repeat: off, all, this song', run: sender(command, 'REPEAT_TOGGLE') },
    {
      keys: ['shift+f'],
      shown: ['Shift F'],
      what: `Fade out in ${fadeSeconds} seconds and stop`,
      run: () => void command('FADE_OUT_STOP', fadeSeconds),
    },
  ];
}

const sender =
  (command: Command, name: Parameters<Command>[0]): (() => void) =>
  () =>
    void command(name);

function usePlaceKeys(showHelp: () => void): Shortcut[] {
  const navigate = useNavigate();
  return [
    { keys: ['1'], what: 'Live', run: () => void navigate({ to: '/' }) },
    { keys: ['2'], what: 'Requests', run: () => void navigate({ to: '/requests' }) },
    { keys: ['3'], what: 'Library', run: () => void navigate({ to: '/library' }) },
    { keys: ['4'], what: 'Playlists', run: () => void navigate({ to: '/playlists' }) },
    { keys: ['5'], what: 'Settings', run: () => void navigate({ to: '/settings' }) },
    {
      keys: ['/'],
      what: 'Search',
      run: () => document.querySelector<HTMLElement>('[data-shortcut="search"]')?.focus(),
    },
    { keys: ['ctrl+z'], shown: ['Ctrl Z'], what: 'Undo', run: undoLast },
    { keys: ['?'], what: 'These shortcuts', run: showHelp },
  ];
}
