import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { RestClient, startTestSystem, type Owner, type TestSystem } from '@djamms/testing';
import { authService } from '../../auth/src/service';
import { gatewayService } from '../src/service';

interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

describe('uploads on their way to the file service', () => {
  const received: Received[] = [];
  let file: Server;
  let system: TestSystem;
  let owner: Owner;

  beforeAll(async () => {
    file = createServer((incoming, answer) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        received.push({
          url: incoming.url ?? '',
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString('latin1'),
        });
        answer.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"new"}');
      });
    });
    await new Promise<void>((resolve) => file.listen(0, '127.0.0.1', resolve));
    const { port } = file.address() as AddressInfo;
    system = await startTestSystem({
      services: [authService, gatewayService],
      env: { FILE_URL: `http://127.0.0.1:${port}` },
    });
    owner = await new RestClient(system.url('gateway')).registerOwner();
  });
  afterAll(async () => {
    await system.stop();
    if (file.listening) await new Promise((resolve) => file.close(resolve));
  });

  it('arrive whole, with the venue and the caller’s account', async () => {
    const answer = await owner.rest.uploadBytes(Buffer.from('some sound'), { name: 'a.ogg' });
    expect([answer.status, answer.body]).toEqual([201, { id: 'new' }]);
    const upload = received.at(-1);
    expect(upload?.url).toBe(`/media/uploads?venueId=${owner.venueId}`);
    expect(upload?.body).toContain('some sound');
    expect(upload?.headers['x-djamms-call']).toBeDefined();
  });

  it('may wait for permission to send their body, as curl does for large files', async () => {
    const body = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.ogg"\r\n\r\nsome sound\r\n--x--\r\n';
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${system.url('gateway')}/api/music/tracks`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${owner.session.accessToken}`,
          'content-type': 'multipart/form-data; boundary=x',
          'content-length': Buffer.byteLength(body),
          expect: '100-continue',
        },
      });
      upload.once('continue', () => upload.end(body));
      upload.once('response', (response) => resolve(response.resume().statusCode));
      upload.once('error', reject);
    });
    expect(status).toBe(201);
    expect(received.at(-1)?.body).toBe(body);
  });

  it('are answered with 503 and when to try again while the file service is away', async () => {
    await new Promise((resolve) => {
      file.close(resolve);
      file.closeAllConnections();
    });
    const answer = await owner.rest.uploadBytes(Buffer.from('some sound'), { name: 'a.ogg' });
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'service_unavailable' });
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });
});
