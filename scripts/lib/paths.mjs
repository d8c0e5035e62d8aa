import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const inRoot = (...parts) => join(root, ...parts);
/** A command line tool of the installed dependencies, by its script. */
export const tool = (...parts) => inRoot('node_modules', ...parts);
