import { ProgressNotices } from './progress-notices';

describe('ProgressNotices', () => {
  it('tells each stage and visible steps, and never goes back', () => {
    const told: [string, number][] = [];
    const progress = new ProgressNotices((stage, share) => told.push([stage, share]));
    progress.report('tags', 0);
    progress.report('tags', 0.01);
    progress.report('loudness', 0.15);
    progress.report('loudness', 0.16);
    progress.report('loudness', 0.3);
    progress.report('loudness', 0.2);
    progress.report('silence', 0.1);
    progress.report('done', 7);
    expect(told).toEqual([
      ['tags', 0],
      ['loudness', 0.15],
      ['loudness', 0.3],
      ['silence', 0.3],
      ['done', 1],
    ]);
  });
});
