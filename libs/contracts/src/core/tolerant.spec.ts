import { z } from 'zod';
import { Alert } from '../playlist/playback.schema';
import { knownById, knownOf, readAs } from './tolerant';

const Color = z.enum(['red', 'green']);
const id = '0190b0a0-0000-7000-8000-000000000001';

describe('reading what a newer version writes', () => {
  it('takes the least member for one that is not known, and nothing for what is no member at all', () => {
    const schema = readAs(Color, 'red');
    expect(['green', 'ultraviolet'].map((color) => schema.parse(color))).toEqual(['green', 'red']);
    expect(schema.safeParse(7).success).toBe(false);
    expect(schema.safeParse(undefined).success).toBe(false);
  });

  it('leaves out of a list what is not known, and refuses what is no list', () => {
    expect(knownOf(Color).parse(['green', 'ultraviolet'])).toEqual(['green']);
    expect(knownOf(Color).safeParse('green').success).toBe(false);
    expect(knownOf(Color).safeParse([7]).success).toBe(false);
  });

  it('leaves out of a table what is not known', () => {
    expect(knownById(Color).parse({ [id]: 'green' })).toEqual({ [id]: 'green' });
    expect(knownById(Color).parse({ [id]: 'ultraviolet' })).toEqual({});
    expect(knownById(Color).safeParse({ bar: 'green' }).success).toBe(false);
  });

  it('shows alerts of kinds that are not known, as their words say enough', () => {
    const alert = {
      kind: 'lights_out',
      severity: 'dark',
      title: 'It is dark',
      detail: '',
      raised_at: 1,
      cleared_at: null,
    };
    expect(Alert.parse(alert)).toEqual({ ...alert, severity: 'warning' });
  });
});
