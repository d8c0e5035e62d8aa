import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from './paths.mjs';

const isSource = (name) => !/\.(int-|e2e-)?spec\.tsx?$/.test(name);

/** Names, sizes and times of all source files below the given files and folders: changes when one of them does. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) add(hash, inRoot(path));
  return hash.digest('hex');
}

function add(hash, path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) return void hash.update(`${path} ${found.size} ${found.mtimeMs}\n`);
  const entries = readdirSync(path).sort();
  for (const name of entries) if (isSource(name)) add(hash, join(path, name));
}

/** The content of one file. */
export const contentPrint = (path) =>
  createHash('sha256')
    .update(readFileSync(inRoot(path)))
    .digest('hex');

export function readStamp(path) {
  try {
    return readFileSync(inRoot(path), 'utf8');
  } catch {
    return null;
  }
}

export function writeStamp(path, text) {
  mkdirSync(dirname(inRoot(path)), { recursive: true });
  writeFileSync(inRoot(path), text);
}
