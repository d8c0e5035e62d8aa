import { KeptAlive } from './kept-alive';

/** A server that ends when the test says so. */
function fakeServer() {
  let end: () => void = () => undefined;
  const exited = new Promise<void>((resolve) => (end = resolve));
  const stopped: string[] = [];
  const stop = async (): Promise<void> => {
    stopped.push('stop');
    end();
  };
  return { end, stopped, server: { process: { exited, abandon: () => end() }, stop } };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('a server that is kept alive', () => {
  it('is started again each time it ends, also after a start that failed, and its owner is told', async () => {
    const servers = [fakeServer(), fakeServer()];
    const said: string[] = [];
    let launches = 0;
    const launch = async () => {
      launches += 1;
      if (launches === 2) throw new Error('the port is taken');
      return servers[launches === 1 ? 0 : 1]!.server;
    };
    const kept = new KeptAlive('NATS', launch, (line) => said.push(line));
    await kept.start();
    servers[0]!.end();
    await until(() => said.length === 3);
    expect(said).toEqual([
      'NATS ended unexpectedly; starting it again',
      'NATS does not start: the port is taken',
      'NATS is back',
    ]);
    await kept.stop();
    expect(servers[1]!.stopped).not.toEqual([]);
    expect(launches).toBe(3);
  });

  it('stays down when it was stopped', async () => {
    const { server } = fakeServer();
    let launches = 0;
    const kept = new KeptAlive(
      'NATS',
      async () => {
        launches += 1;
        return server;
      },
      () => undefined,
    );
    await kept.start();
    await kept.stop();
    expect(launches).toBe(1);
  });

  it('tells the caller when it cannot be started at all', async () => {
    const kept = new KeptAlive(
      'NATS',
      () => Promise.reject(new Error('no such program')),
      () => undefined,
    );
    await expect(kept.start()).rejects.toThrow('no such program');
  });
});
