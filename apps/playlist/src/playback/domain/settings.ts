import { playbackErrors, PlayerSettings, type SettingName } from '@djamms/contracts';
import { refuse, type Change } from './change';
import { type SettingChange } from './input';

const repeatAfter = { none: 'all', all: 'one', one: 'none' } as const;
const percent = 'a whole number from 0 to 100';
const yesOrNo = 'true or false';

/** What each setting takes, for people. */
const rules: Record<SettingName, string> = {
  repeat_mode: '“none”, “one” or “all”',
  shuffle_enabled: yesOrNo,
  shuffle_seed: 'a whole number from 0 to 4294967295',
  crossfade_time: 'seconds from 0 to 30',
  master_volume: percent,
  is_muted: yesOrNo,
  eq: 'ten numbers from -12 to 12 (dB)',
  mic_volume: percent,
  dynamic_compressor_enabled: yesOrNo,
  player_size: 'null, or width and height from 100 to 20000 pixels',
  player_position: 'null, or x and y from -100000 to 100000 pixels',
  is_fullscreen: yesOrNo,
  display_sliders: 'brightness and contrast from 0 to 200',
  app_name: 'null, or at most 80 characters',
  normalize_loudness: 'null, or LUFS from -40 to -5',
};

/** @throws DomainError `bad_setting_value` saying what the setting takes. */
export function parseSetting(name: SettingName, value: unknown): SettingChange {
  const parsed = PlayerSettings.shape[name].safeParse(value);
  // The schema's defaults are for settings that were never set, not for a value that was forgotten.
  if (value === undefined || !parsed.success)
    return refuse(playbackErrors.bad_setting_value, `${name} takes ${rules[name]}.`);
  // Name and value were matched by the schema's own field.
  return { name, value: parsed.data } as SettingChange;
}

export function changeSetting(change: Change, setting: SettingChange): void {
  if (setting.name === 'shuffle_enabled') return setShuffle(change, setting.value);
  const { settings, counts } = change.state;
  const reshuffles = setting.name === 'shuffle_seed' && settings.shuffle_enabled && counts.active > 1;
  if (reshuffles && setting.value !== settings.shuffle_seed) change.do({ kind: 'relist' });
  changeSettings(change, { [setting.name]: setting.value });
}

export function changeSettings(change: Change, values: Partial<PlayerSettings>): void {
  change.state.settings = { ...change.state.settings, ...values };
}

export const toggleRepeat = (change: Change): void =>
  changeSettings(change, { repeat_mode: repeatAfter[change.state.settings.repeat_mode] });

export const toggleShuffle = (change: Change): void => setShuffle(change, !change.state.settings.shuffle_enabled);

/** On: a new seed, so a new order. Off: the original order, going on after the current song. */
function setShuffle(change: Change, enabled: boolean): void {
  const { state } = change;
  if (state.settings.shuffle_enabled === enabled) return;
  changeSettings(
    change,
    enabled ? { shuffle_enabled: true, shuffle_seed: change.random() } : { shuffle_enabled: false },
  );
  if (!enabled) state.pivot = state.lastPosition;
  if (state.counts.active > 1) change.do({ kind: 'relist' });
}
