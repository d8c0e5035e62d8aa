import { type AudioAnalysis } from '@djamms/contracts';
import { outcome, untouchedTags } from './track-processing.service';

const nothing: AudioAnalysis = {
  duration: null,
  cueIn: null,
  realEndOffset: null,
  loudnessLufs: null,
  truePeakDb: null,
  bitrate: null,
};

describe('the outcome of processing', () => {
  it('is failed only when nothing could be measured', () => {
    expect(outcome({ analysis: nothing, failures: ['ffmpeg gave up'] })).toEqual({
      processing: 'failed',
      processingError: 'ffmpeg gave up',
    });
    expect(outcome({ analysis: { ...nothing, duration: 3 }, failures: ['no loudness', 'no cover'] })).toEqual({
      processing: 'ready',
      processingError: 'no loudness; no cover',
    });
    expect(outcome({ analysis: nothing, failures: [] })).toEqual({ processing: 'ready', processingError: null });
  });
});

describe('tags of the file', () => {
  it('replace neither what staff typed nor anything by nothing', () => {
    const tags = { title: 'From the file', artist: 'Also', album: null, year: 1999 };
    expect(untouchedTags({ editedFields: ['title'] }, tags)).toEqual({ artist: 'Also', year: 1999 });
  });
});
