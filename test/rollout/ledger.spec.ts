import { createServer, type Server, type ServerResponse, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { HttpClient } from './http-client';
import { Ledger } from './ledger';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What clients write down of servers that do not do what they should. */
describe('a request', () => {
  let server: Server;
  let handle: Handler;
  let ledger: Ledger;
  let client: HttpClient;

  beforeEach(async () => {
    server = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ledger = new Ledger();
    client = new HttpClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ledger });
  });
  afterEach(async () => {
    client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('that is answered counts with its time', async () => {
    handle = (_, response) => response.end('{"fine":true}');
    expect(await client.ask({ kind: 'read', path: '/' })).toEqual({ fine: true });
    expect(ledger.failures).toEqual([]);
    expect(ledger.totals().read).toMatchObject({ requests: 1, failed: 0, max: expect.any(Number) as number });
  });

  it('that is refused counts as failed, with its code', async () => {
    handle = (_, response) =>
      response.writeHead(503).end(
        JSON.stringify({
          ...{ type: 'about:blank', title: '', status: 503, detail: '' },
          code: 'service_unavailable',
          traceId: '',
        }),
      );
    const path = '/api/playlists/0190b0a0-0000-7000-8000-000000000001?page=2';
    expect(await client.ask({ kind: 'write', method: 'PUT', path, json: {} })).toBeNull();
    expect(ledger.failures).toMatchObject([
      { kind: 'write', where: 'PUT /api/playlists/:id', what: '503 service_unavailable' },
    ]);
    expect(ledger.totals().write).toMatchObject({ requests: 1, failed: 1, p50: null });
  });

  it('that nobody is there for counts as failed', async () => {
    await new Promise((resolve) => server.close(resolve));
    await client.send({ kind: 'read', path: '/' });
    expect(ledger.failures).toMatchObject([{ what: expect.stringContaining('ECONNREFUSED') as string }]);
  });

  it('on a kept connection that the server closes at this moment counts as failed, and says so', async () => {
    let requests = 0;
    handle = (request, response) => {
      requests += 1;
      if (requests === 1) response.end('{}');
      else request.socket.resetAndDestroy();
    };
    await client.send({ kind: 'read', path: '/' });
    await client.send({ kind: 'read', path: '/' });
    expect(ledger.failures).toMatchObject([{ what: 'connection closed while reused' }]);
  });

  it('whose answer is cut off counts as failed', async () => {
    handle = (request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('half', () => setTimeout(() => request.socket.destroy(), 20));
    };
    await client.send({ kind: 'stream', path: '/media/audio/x' });
    expect(ledger.failures).toMatchObject([
      { kind: 'stream', what: expect.stringContaining('cut off after') as string },
    ]);
  });
});
