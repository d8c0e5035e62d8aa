import { type PlayerSettings, type SettingName, updateSetting } from '@djamms/contracts';
import { startTransition, useCallback, useOptimistic } from 'react';
import { type Held, useHeld } from '../venue/use-held';
import { useSteer } from '../venue/use-steering';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';

/** Stores player settings; resolves when this window shows what was stored, also when that failed. */
export function useStoreSetting() {
  const { venue, connection } = useVenue();
  const steer = useSteer();
  return useCallback(
    <K extends SettingName>(setting: K, value: PlayerSettings[K]) =>
      steer(
        () => connection.change(updateSetting, { venueId: venue.id, setting, value }),
        'The setting was not changed',
      ),
    [venue.id, connection, steer],
  );
}

/** A setting of one touch: shown at once. */
export function useSetting<K extends SettingName>(name: K) {
  const store = useStoreSetting();
  const known = useVenueSnapshot((snapshot) => snapshot.state?.settings[name] ?? null);
  const [value, show] = useOptimistic<PlayerSettings[K] | null>(known as PlayerSettings[K] | null);
  const change = (next: PlayerSettings[K]): void =>
    startTransition(async () => {
      show(next);
      await store(name, next);
    });
  return { value, change };
}

type NumberSetting = 'crossfade_time' | 'master_volume' | 'normalize_loudness';

/** A setting that is slid: heard while it moves, and the venue's own again when the hand is off. */
export function useSlidSetting(name: NumberSetting): Omit<Held<number>, 'held'> & { value: number | null } {
  const store = useStoreSetting();
  const known = useVenueSnapshot((snapshot) => snapshot.state?.settings[name] ?? null);
  const { held, move, letGo } = useHeld<number>({ send: (value) => store(name, value), live: true });
  return { value: held ?? known, move, letGo };
}
