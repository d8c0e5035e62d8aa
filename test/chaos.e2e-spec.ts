import { runChaos } from './chaos/run-chaos';

// What it finds once in a hundred evenings is still a fault: no second try here.
jest.retryTimes(0);

describe('an evening in which everything fails', () => {
  it('keeps every promise that was made', async () => {
    const lines: string[] = [];
    const seed = Math.floor(Math.random() * 1_000_000);
    const { findings, counts } = await runChaos({ seconds: 30, seed, say: (line) => void lines.push(line) });
    expect({ findings, seed }).toEqual({ findings: [], seed });
    // It was an evening, not an empty room.
    expect(counts['faults']).toBeGreaterThan(2);
    expect(counts['commands acknowledged']).toBeGreaterThan(50);
    expect(counts['plays']).toBeGreaterThan(3);
  });
});
