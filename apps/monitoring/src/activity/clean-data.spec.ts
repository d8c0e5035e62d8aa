import { cleanData } from './clean-data';

describe('data for the log', () => {
  it('holds no secret, at any depth', () => {
    const data = {
      password: 'x',
      refreshToken: 'y',
      list: [{ client_secret: 'z', name: 'kept' }],
      'X-API-Key': 1,
      apiKey: 2,
    };
    expect(cleanData(data)).toEqual({
      password: '[secret]',
      refreshToken: '[secret]',
      list: [{ client_secret: '[secret]', name: 'kept' }],
      'X-API-Key': 1,
      apiKey: '[secret]',
    });
  });

  it('holds nothing the database refuses, and nothing endless', () => {
    const endless: Record<string, unknown> = { text: `a\u0000b\ud800c${'x'.repeat(5_000)}`, list: Array(500).fill(1) };
    endless.self = endless;
    const cleaned = cleanData(endless) as { text: string; list: unknown[] };
    expect(cleaned.text.startsWith('abcx')).toBe(true);
    expect(cleaned.text.length).toBeLessThanOrEqual(2_000);
    expect(cleaned.list).toHaveLength(100);
    expect(JSON.stringify(cleaned).length).toBeLessThan(50_000);
  });

  it('leaves everything else alone', () => {
    const data = { title: 'Ünïcödé 🎵', duration: 1.5, album: null, isNew: true };
    expect(cleanData(data)).toEqual(data);
  });
});
