import { spawn } from 'node:child_process';
import { root } from '../paths.mjs';
import { StepFailed } from './commands.mjs';

/** A program that runs beside what is done; its output goes to the log of `commands`. */
export class Background {
  said = '';

  /** Resolves when it has printed `line`. @param {RegExp} line @throws StepFailed when it ends before, or is late */
  static async start(commands, file, args, line, { seconds = 120 } = {}) {
    commands.log(`$ ${file} ${args.join(' ')} &\n`);
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const background = new Background(child);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        background.said += chunk;
        commands.log(chunk);
      });
    await background.until(line, seconds).catch((error) => {
      child.kill();
      throw error;
    });
    return background;
  }

  constructor(child) {
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => resolve(code ?? 1));
      child.once('error', () => resolve(1));
    });
  }

  until(line, seconds) {
    const late = performance.now() + seconds * 1000;
    return new Promise((resolve, reject) => {
      const timer = setInterval(() => {
        if (!line.test(this.said) && performance.now() < late && this.child.exitCode === null) return;
        clearInterval(timer);
        if (line.test(this.said)) resolve();
        else reject(new StepFailed(`No sign of ${line}:\n${this.said.trim().split('\n').slice(-10).join('\n')}`));
      }, 100);
    });
  }

  /** Tells it to end; resolves with its exit code. */
  stop() {
    this.child.kill('SIGTERM');
    return this.ended;
  }
}
