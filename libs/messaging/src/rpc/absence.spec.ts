import { Absence } from './absence';

describe('the absence of a service', () => {
  it('begins when it is first missed, and grows until it answers', () => {
    const absence = new Absence(2_000);
    expect([0, 500, 1_700, 3_000].map((now) => absence.missing('music', now))).toEqual([0, 500, 1_700, 3_000]);
    expect(absence.missing('auth', 3_000)).toBe(0);
    absence.back('music');
    expect(absence.missing('music', 3_100)).toBe(0);
  });

  it('begins anew when nobody looked for so long that it may have been there meanwhile', () => {
    const absence = new Absence(2_000);
    absence.missing('music', 0);
    expect(absence.missing('music', 60_000)).toBe(0);
    expect(absence.missing('music', 61_000)).toBe(1_000);
  });
});
