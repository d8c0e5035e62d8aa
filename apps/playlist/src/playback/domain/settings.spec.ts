import { settingNames } from '@djamms/contracts';
import { parseSetting } from './settings';

function refusalOf(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

describe('parseSetting', () => {
  it('takes what the setting takes', () => {
    expect(parseSetting('master_volume', 35)).toEqual({ name: 'master_volume', value: 35 });
    expect(parseSetting('normalize_loudness', null)).toEqual({ name: 'normalize_loudness', value: null });
  });

  it.each([
    ['master_volume', 101, 'master_volume takes a whole number from 0 to 100.'],
    ['repeat_mode', 'twice', 'repeat_mode takes “none”, “one” or “all”.'],
    ['eq', [1, 2], 'eq takes ten numbers from -12 to 12 (dB).'],
  ] as const)('says what %s takes', (name, value, detail) => {
    expect(refusalOf(() => parseSetting(name, value))).toMatchObject({ code: 'bad_setting_value', detail });
  });

  it.each(settingNames)('does not take a forgotten value of %s for its default', (name) => {
    expect(refusalOf(() => parseSetting(name, undefined))).toMatchObject({ code: 'bad_setting_value' });
  });
});
