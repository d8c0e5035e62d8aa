import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { root } from '../paths.mjs';

/** A step that has to work did not; the message holds what the program said last. */
export class StepFailed extends Error {}

/** Runs programs and keeps all that they say in one log file. */
export class Commands {
  /**
   * @param {string} logFile where everything that is run and said is kept
   * @param {Record<string, string>} environment added to this process's own
   */
  constructor(logFile, environment = {}) {
    this.logFile = logFile;
    this.environment = environment;
  }

  /** What the program prints on standard output. @throws StepFailed when it fails or takes longer than `seconds`. */
  async output(file, args, { seconds = 120 } = {}) {
    const { code, stdout, stderr } = await this.run(file, args, { seconds });
    if (code === 0) return stdout;
    const last = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new StepFailed(`${file} ${args.join(' ')} failed (${code}):\n${last}`);
  }

  /** `{ code, stdout, stderr }`; code is 124 when it took longer than `seconds`. */
  run(file, args, { seconds = 120, onLine } = {}) {
    this.log(`$ ${file} ${args.join(' ')}\n`);
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...this.environment },
      });
      const said = { stdout: '', stderr: '' };
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill('SIGTERM');
      }, seconds * 1000);
      for (const name of ['stdout', 'stderr']) {
        child[name].on('data', (chunk) => {
          said[name] += chunk;
          this.log(chunk);
          onLine?.(String(chunk));
        });
      }
      child.once('error', (error) => {
        clearTimeout(timer);
        reject(new StepFailed(`${file} could not be started: ${error.message}`));
      });
      child.once('close', (code) => {
        clearTimeout(timer);
        resolve({ code: late ? 124 : (code ?? 1), ...said });
      });
    });
  }

  log(text) {
    appendFileSync(this.logFile, text);
  }
}
