import { PlayerSettings } from '@djamms/contracts';
import { bandName, curvePath, decibels, eqBands, eqPresets, presetOf, withBands } from './eq-presets';

describe('the presets of the equaliser', () => {
  it('are all such as the venue accepts', () => {
    for (const { gains } of eqPresets) expect(PlayerSettings.shape.eq.safeParse(gains).success).toBe(true);
  });

  it('are told apart and recognised', () => {
    for (const preset of eqPresets) expect(presetOf(preset.gains)).toBe(preset);
    expect(presetOf([1, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeUndefined();
  });
});

describe('withBands', () => {
  it('changes what the hand holds and leaves the other bands to the other console', () => {
    expect(withBands([0, 1, 2], { 1: -4 })).toEqual([0, -4, 2]);
  });
});

describe('what people read', () => {
  it('names bands and gains', () => {
    expect(eqBands.map(bandName).join(' ')).toBe('31 62 125 250 500 1k 2k 4k 8k 16k');
    expect([3, 0, -4].map(decibels)).toEqual(['+3 dB', '0 dB', '−4 dB']);
  });

  it('draws a line from one side to the other', () => {
    const path = curvePath([0, 12, -12], 300, 100);
    expect(path.startsWith('M0 50 L50 50')).toBe(true);
    expect(path.endsWith('L300 100')).toBe(true);
  });
});
