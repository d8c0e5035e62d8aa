import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/** As `npm run check` wants it. */
export async function writeFormatted(file: string, text: string): Promise<void> {
  const options = await resolveConfig(file);
  await writeFile(file, await format(text, { ...options, filepath: file }));
}
