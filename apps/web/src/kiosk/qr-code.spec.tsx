import { qrPath } from './qr-code';

describe('qrPath', () => {
  it('draws a code with its three corner marks, whatever the text is', () => {
    const { path, size } = qrPath('https://music.example.com/kiosk/café-am-fluß');
    const isDark = (x: number, y: number): boolean => path.includes(`M${x} ${y}h1v1h-1z`);
    expect((size - 17) % 4).toBe(0);
    for (const [left, top] of [
      [0, 0],
      [size - 7, 0],
      [0, size - 7],
    ] as const) {
      for (let step = 0; step < 7; step += 1) {
        expect(isDark(left + step, top)).toBe(true);
        expect(isDark(left, top + step)).toBe(true);
      }
      expect(isDark(left + 1, top + 1)).toBe(false);
      expect(isDark(left + 3, top + 3)).toBe(true);
    }
  });
});
