import { parseArgs } from 'node:util';
import { announceServers, readUrls, TestServers } from '@djamms/testing';
import { ExternalGround } from './external-ground';
import { runChaos } from './run-chaos';

/**
 * `npm run chaos -- --minutes 5 --seed 7`, or with --url and --fault-program against a system that runs elsewhere: prints what it did and what it found; ends with 1 when a rule was broken.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      url: { type: 'string' },
      'fault-program': { type: 'string' },
    },
  });
  const minutes = Number(values.minutes ?? 5);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new Error('--minutes takes a number above 0, --seed a whole number');
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const ground = externalGround(values.url, values['fault-program']);
  // Databases and prefixes are made on the run's own servers; these only give it a folder.
  const home = ground === undefined ? await TestServers.start() : undefined;
  if (home !== undefined) announceServers(home);
  try {
    const { findings, counts, faults } = await runChaos({ seconds: minutes * 60, seed, say, ground });
    for (const fault of faults) say(`  ${fault}`);
    for (const [name, count] of Object.entries(counts)) say(`${name.padEnd(24)} ${count}`);
    for (const { rule, detail } of findings) say(`BROKEN  ${rule}: ${detail}`);
    say(findings.length === 0 ? 'Every rule held.' : `${findings.length} findings; again with --seed ${seed}`);
    process.exitCode = findings.length === 0 ? 0 : 1;
  } finally {
    await home?.stop();
  }
}

function externalGround(url: string | undefined, program: string | undefined): ExternalGround | undefined {
  if (url === undefined && program === undefined) return undefined;
  if (url === undefined || program === undefined)
    throw new Error('--url and --fault-program belong together; --fault-program none breaks nothing');
  return new ExternalGround(readUrls(url), program === 'none' ? null : program);
}

void main();
