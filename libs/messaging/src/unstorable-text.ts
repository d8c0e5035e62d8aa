/**
 * Whether PostgreSQL refused a text for characters it can not hold, such as NUL (22021 character_not_in_repertoire, 22P05
 * untranslatable_character; PostgreSQL "Error Codes"). Who sent it can mend it; nobody else can.
 */
export const isUnstorableText = (error: unknown): boolean => {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return code === '22021' || code === '22P05';
};
