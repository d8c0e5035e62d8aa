import { constants, getPriority } from 'node:os';
import { ProgramError, runProgram } from './run-program';

const node = process.execPath;
const failureOf = async (work: Promise<void>): Promise<string> => {
  const error: unknown = await work.catch((reason: unknown) => reason);
  return error instanceof ProgramError ? error.failure : String(error);
};

describe('runProgram', () => {
  it('lets everything else come first where nobody waits, and nothing where somebody does', async () => {
    const priorityOf = async (inBackground: boolean): Promise<number> => {
      const lines: string[] = [];
      const late = 'setTimeout(() => console.log(require("node:os").getPriority()), 200)';
      await runProgram(node, ['-e', late], {
        timeoutMs: 60_000,
        inBackground,
        onOutputLine: (line) => lines.push(line),
      });
      return Number(lines[0]);
    };
    expect(await priorityOf(false)).toBe(getPriority());
    expect(await priorityOf(true)).toBe(constants.priority.PRIORITY_LOW);
  });

  it('hands over both outputs line by line', async () => {
    const out: string[] = [];
    const err: string[] = [];
    await runProgram(node, ['-e', 'console.log("a\\nb"); process.stdout.write("c"); console.error("e")'], {
      timeoutMs: 10_000,
      onOutputLine: (line) => out.push(line),
      onErrorLine: (line) => err.push(line),
    });
    expect(out).toEqual(['a', 'b', 'c']);
    expect(err).toEqual(['e']);
  });

  it('cuts a line that never ends', async () => {
    const out: string[] = [];
    await runProgram(node, ['-e', 'process.stdout.write("x".repeat(300000) + "\\nend\\n")'], {
      timeoutMs: 10_000,
      onOutputLine: (line) => out.push(line),
    });
    expect(out.map((line) => line.length)).toEqual([4000, 3]);
  });

  it('passes arguments as they are, without a shell', async () => {
    const out: string[] = [];
    await runProgram(node, ['-e', 'console.log(process.argv[1])', '$(id); "x" `y`'], {
      timeoutMs: 10_000,
      onOutputLine: (line) => out.push(line),
    });
    expect(out).toEqual(['$(id); "x" `y`']);
  });

  it('ends a program that takes too long', async () => {
    expect(await failureOf(runProgram(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 }))).toBe(
      'timeout',
    );
  });

  it('says that a program is missing', async () => {
    expect(await failureOf(runProgram('/nowhere/ffmpeg', [], { timeoutMs: 1000 }))).toBe('missing');
  });

  it('keeps the last words of a program that fails', async () => {
    const work = runProgram(node, ['-e', 'console.error("because"); process.exit(3)'], { timeoutMs: 10_000 });
    await expect(work).rejects.toMatchObject({ failure: 'exit', errorOutput: 'because' });
  });

  it('stops when it is called off', async () => {
    const controller = new AbortController();
    const work = runProgram(node, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], {
      timeoutMs: 10_000,
      signal: controller.signal,
      onOutputLine: () => controller.abort(new Error('called off')),
    });
    await expect(work).rejects.toThrow('called off');
    await expect(runProgram(node, [], { timeoutMs: 1000, signal: controller.signal })).rejects.toThrow('called off');
  });
});
