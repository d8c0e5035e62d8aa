import fc from 'fast-check';
import { type Subject } from './subject';

/** What any string at all may be made of. */
export const nasty = [
  ...[
    "'",
    '"',
    '\\',
    '\u0000',
    ':*',
    '&',
    '|',
    '!',
    '<->',
    '%',
    '_',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '^',
    '~',
    '?',
    '*',
    '+',
    '/',
  ],
  ...[
    '🎵',
    '\u202e',
    '\ud800',
    '$1',
    ';--',
    ' ',
    'é',
    'AND',
    'OR',
    'NOT',
    '/.*/',
    '(a+)+$',
    'title:',
    '_exists_',
    '愛',
    'ж',
    'ا',
  ],
];

export function specifyAnyText({ ask, suggest, add }: Subject): void {
  describe('any text at all', () => {
    it('is taken for words to look for', async () => {
      await add({ title: 'Plain', artist: 'Song' });
      const typed = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc
          .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ maxLength: 5 })), { maxLength: 60 })
          .map((parts) => parts.join('').slice(0, 300)),
      );
      await fc.assert(
        fc.asyncProperty(typed, async (text) => {
          const [result, items] = await Promise.all([ask(text), suggest(text)]);
          expect(result.total).toBeLessThanOrEqual(1);
          expect(result.items).toHaveLength(result.total);
          expect(items.length).toBeLessThanOrEqual(5);
        }),
        { numRuns: 100 },
      );
    });

    it('escapes into no query', async () => {
      await add({ title: 'One' }, { title: 'Two' });
      for (const text of [
        '*',
        'title:*',
        'One OR Two',
        '/.*/',
        'o*',
        'one"',
        "one' OR '1'='1",
        '(one',
        'one~2',
        'one AND NOT two',
      ])
        expect([text, (await ask(text)).items.map(({ title }) => title).includes('Two') && !/two/i.test(text)]).toEqual(
          [text, false],
        );
    });

    it('of the greatest length is answered', async () => {
      await add({ title: 'Plain' });
      for (const text of [
        'a '.repeat(150),
        'x'.repeat(300),
        'plain '.repeat(50),
        '愛'.repeat(300),
        'é'.repeat(300),
        '?'.repeat(300),
      ])
        await expect(ask(text)).resolves.toMatchObject({ total: expect.any(Number) as number });
    });
  });
}
