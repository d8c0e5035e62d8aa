import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { type Plugin } from 'vite';

interface Options {
  /** The worker's source, with `__SHELL__` where the list of files goes. */
  source: string;
  /** Files that are served as they are. */
  publicFolder: string;
}

/**
 * Writes `/sw.js` with the names of all files of this build. Fewer lines than a tool for it would bring packages; the
 * version changes with any of the files, which is what makes browsers fetch them anew.
 */
export function serviceWorker({ source, publicFolder }: Options): Plugin {
  return {
    name: 'djamms-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const built = Object.keys(bundle).filter((name) => name.startsWith('assets/') && !name.endsWith('.map'));
        const hash = createHash('sha256').update(built.toSorted().join('\n'));
        const asIs = readdirSync(publicFolder);
        for (const name of asIs) hash.update(readFileSync(`${publicFolder}/${name}`));
        const shell = {
          version: hash.digest('hex').slice(0, 12),
          files: ['/', ...[...asIs, ...built].toSorted().map((name) => `/${name}`)],
        };
        const worker = readFileSync(source, 'utf8').replace('__SHELL__', () => JSON.stringify(shell));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: worker });
      },
    },
  };
}
