import { setTimeout as sleep } from 'node:timers/promises';
import { fastify, type FastifyInstance } from 'fastify';
import { HttpDoor } from './door';

const lingerMs = 400;
/** Well below the time it stays, and well above what an end without staying takes. */
const soonMs = 200;

describe('the door of an HTTP server', () => {
  let server: FastifyInstance;
  let door: HttpDoor;
  let url: string;

  beforeEach(async () => {
    server = fastify();
    door = new HttpDoor(server, lingerMs);
    door.watch();
    server.get('/large', (_request, reply) => reply.send(Buffer.alloc(100_000)));
    server.get('/small', (_request, reply) => reply.send(Buffer.alloc(100)));
    url = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    await door.cut();
    await server.close();
  });

  const take = async (path: string): Promise<void> => {
    await (await fetch(`${url}${path}`)).arrayBuffer();
  };
  const endsSoon = (signal = new AbortController().signal): Promise<boolean> =>
    Promise.race([door.close(signal).then(() => true), sleep(soonMs, false)]);

  it('stays a while after a large answer, whose end a slow client has not taken yet', async () => {
    await take('/large');
    expect(await endsSoon()).toBe(false);
  });

  it('does not stay for small answers', async () => {
    await take('/small');
    expect(await endsSoon()).toBe(true);
  });

  it('does not stay when told to hurry', async () => {
    await take('/large');
    expect(await endsSoon(AbortSignal.abort())).toBe(true);
  });
});
