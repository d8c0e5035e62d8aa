import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { Farewell } from './farewell';

describe('the farewell to windows', () => {
  let http: HttpServer;
  let server: Server;
  let farewell: Farewell;
  const clients: Socket[] = [];

  const open = async (): Promise<Socket> => {
    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    clients.push(client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    });
    return client;
  };

  beforeEach(async () => {
    http = createServer();
    server = new Server(http);
    farewell = new Farewell();
    farewell.guard(server);
    server.on('connection', (socket) =>
      socket.on('question', (ms: number, reply: (answer: string) => void) => void sleep(ms).then(() => reply('done'))),
    );
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });

  it('answers what a window has asked before it closes its connection, and keeps nobody else for it', async () => {
    const [busy, idle] = [await open(), await open()];
    const order: string[] = [];
    busy.once('disconnect', () => order.push('busy gone'));
    idle.once('disconnect', () => order.push('idle gone'));
    const asked = busy.emitWithAck('question', 500).then((answer: string) => order.push(answer));
    await sleep(100);
    await farewell.say(server);
    await asked;
    await sleep(50);
    expect(order).toEqual(['idle gone', 'done', 'busy gone']);
  });

  it('lets nobody in any more, and is said once', async () => {
    await open();
    await Promise.all([farewell.say(server), farewell.say(server)]);
    await expect(open()).rejects.toThrow();
    expect(server.sockets.sockets.size).toBe(0);
  });
});
