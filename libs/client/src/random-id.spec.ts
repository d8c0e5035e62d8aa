import { z } from 'zod';
import { randomId } from './random-id';

describe('randomId', () => {
  it('makes valid and different UUIDs', () => {
    const ids = Array.from({ length: 200 }, randomId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true);
  });
});
