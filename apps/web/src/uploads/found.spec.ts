import { stageText } from './found';

describe('stageText', () => {
  it('says what happens to a file right now', () => {
    expect(stageText('sending', 0.424, 'queued')).toBe('Uploading 42 %');
    expect(stageText('sending', 1, 'queued')).toBe('Storing');
    expect(stageText('processing', 1, 'loudness')).toBe('Measuring the loudness');
  });
});
