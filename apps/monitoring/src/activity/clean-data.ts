/** Names of fields that no log may hold, should a payload ever carry one. */
const secretName = /pass(word|phrase)|secret|token|authorization|cookie|api_?key|credential|signature/i;
const maxDepth = 8;
const maxText = 2_000;
const maxListed = 100;

/**
 * Data as it may be kept and shown: without secrets, without characters that PostgreSQL's jsonb refuses (NUL, half
 * characters), and without more than anybody reads.
 */
export function cleanData(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '[more]';
  if (Array.isArray(value)) return value.slice(0, maxListed).map((item) => cleanData(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      cleanText(name),
      secretName.test(name) ? '[secret]' : cleanData(inner, depth + 1),
    ]),
  );
}

export const cleanText = (text: string): string => text.slice(0, maxText).replace(/[\0\p{Cs}]/gu, '');
