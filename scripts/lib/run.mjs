import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** A tool failed; it has said why itself. */
export class ToolFailed extends Error {}

/** Runs Node on a script, its output on our terminal; resolves with its exit code. */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [script, ...args], options);
}

/** Runs a program, its output on our terminal; resolves with its exit code. */
export function run(file, args = [], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal === null ? code : 1));
  });
}

/** Runs Node on a script and keeps what it says: `{ code, output }`. */
export function collect(script, args = []) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
