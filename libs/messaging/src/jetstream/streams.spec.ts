import { StorageType } from '@nats-io/jetstream';
import { streamDiffers } from './streams';

describe('a stream that is there', () => {
  const known = { name: 'A', num_replicas: 1, storage: StorageType.File, subjects: ['a.>'], max_msgs: -1 };

  it('is left alone when it is what we ask for, whatever else the server added', () => {
    expect(streamDiffers(known, { name: 'A', num_replicas: 1, subjects: ['a.>'] })).toBe(false);
  });

  it.each([
    ['the number of copies', { num_replicas: 3 }],
    ['the subjects', { subjects: ['a.>', 'b.>'] }],
    ['a limit that it did not have', { max_age: 5 }],
  ])('is changed when %s is another', (_what, wanted) => {
    expect(streamDiffers(known, wanted)).toBe(true);
  });
});
