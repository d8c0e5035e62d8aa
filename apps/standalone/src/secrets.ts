import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { hasCode } from '@djamms/embedded';
import { z } from 'zod';
import { StartError } from './start-error';

const Secrets = z.object({
  jwtSecret: z.string().min(32),
  encryptionKey: z.string().min(32),
  databasePassword: z.string().min(16),
  natsToken: z.string().min(16),
});
export type Secrets = z.infer<typeof Secrets>;

const secret = (): string => randomBytes(32).toString('base64url');

/** The installation's secrets: made at its first start, the same ever after, readable by the owner alone. */
export async function loadSecrets(file: string): Promise<Secrets> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (text !== null) return parse(text, file);
  const made = { jwtSecret: secret(), encryptionKey: secret(), databasePassword: secret(), natsToken: secret() };
  await writeWhole(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

function parse(text: string, file: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(text));
  } catch {
    throw new StartError(
      `The secrets in ${file} cannot be read. Without them the database of this folder stays closed.\n` +
        'Bring the file back from a backup.',
    );
  }
}

/** Lost power leaves the old state or the whole file, never a part. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
