import { evaluateConditions, rangeApplies } from './conditions';

const validators = { etag: '"abc"', lastModified: new Date('2026-11-20T19:00:00.700Z') };
const date = validators.lastModified.toUTCString();
const before = new Date('2026-11-20T18:59:59Z').toUTCString();
const after = new Date('2026-11-20T19:00:01Z').toUTCString();

describe('evaluateConditions', () => {
  it.each([
    [{}, 'proceed'],
    [{ 'if-none-match': '"abc"' }, 'not_modified'],
    [{ 'if-none-match': 'W/"abc"' }, 'not_modified'],
    [{ 'if-none-match': '"x", "abc"' }, 'not_modified'],
    [{ 'if-none-match': '*' }, 'not_modified'],
    [{ 'if-none-match': '"x"' }, 'proceed'],
    [{ 'if-none-match': 'abc' }, 'proceed'],
    [{ 'if-none-match': '"x"', 'if-modified-since': date }, 'proceed'],
    [{ 'if-modified-since': date }, 'not_modified'],
    [{ 'if-modified-since': after }, 'not_modified'],
    [{ 'if-modified-since': before }, 'proceed'],
    [{ 'if-modified-since': 'yesterday' }, 'proceed'],
    [{ 'if-match': '"abc"' }, 'proceed'],
    [{ 'if-match': 'W/"abc"' }, 'precondition_failed'],
    [{ 'if-match': '"x"' }, 'precondition_failed'],
    [{ 'if-match': '*' }, 'proceed'],
    [{ 'if-unmodified-since': before }, 'precondition_failed'],
    [{ 'if-unmodified-since': date }, 'proceed'],
    [{ 'if-match': '"abc"', 'if-unmodified-since': before }, 'proceed'],
    [{ 'if-match': '"abc"', 'if-none-match': '"abc"' }, 'not_modified'],
  ])('answers %j with %s', (headers, expected) => expect(evaluateConditions(headers, validators)).toBe(expected));
});

describe('rangeApplies', () => {
  it.each([
    [undefined, true],
    ['"abc"', true],
    ['W/"abc"', false],
    ['"x"', false],
    [date, true],
    [before, false],
    [after, false],
    ['nonsense', false],
  ])('answers %j with %s', (header, expected) => expect(rangeApplies(header, validators)).toBe(expected));
});
