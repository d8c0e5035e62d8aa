const sampleRate = 8_000;

/** A mono WAV file of a quiet tone; of two files with other lengths or pitches no byte is the same. */
export function toneWav(seconds: number, hertz: number): Buffer<ArrayBuffer> {
  const samples = Math.round(seconds * sampleRate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n++)
    file.writeInt16LE(Math.round(Math.sin((2 * Math.PI * hertz * n) / sampleRate) * 9_000), 44 + n * 2);
  return file;
}
