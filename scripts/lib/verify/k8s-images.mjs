import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { imageOf } from './k8s.mjs';

const targets = ['service', 'file'];
export const imagesOf = (tag) => [imageOf('gateway', tag), imageOf('file', tag)];

/** Builds both images of a source tree. @param {string | undefined} network of the build's steps */
export async function buildImages(commands, { tag, revision, source = root, network }) {
  for (const target of targets) {
    const args = [
      'build',
      '-f',
      join(source, 'docker/Dockerfile'),
      '--target',
      target,
      '-t',
      `djamms/${target}:${tag}`,
    ];
    args.push('--build-arg', `VERSION=${tag}`, '--build-arg', `REVISION=${revision}`);
    if (network !== undefined) args.push('--network', network);
    await commands.output('docker', [...args, source], { seconds: 1800 });
  }
}

/** The tree of a commit, in a folder; resolves with the commit's full name. */
export async function checkOut(commands, commit, folder) {
  const revision = (await commands.output('git', ['rev-parse', `${commit}^{commit}`])).trim();
  mkdirSync(folder, { recursive: true });
  const archive = `${folder}.tar`;
  await commands.output('git', ['archive', '--format=tar', '-o', archive, revision]);
  await commands.output('tar', ['-xf', archive, '-C', folder]);
  return revision;
}
