import { Busboy } from '@fastify/busboy';
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { serve } from '../lib/worker';
import { FolderJob } from './jobs';

/** Takes a form, hashes its file and writes it: what any upload has to do at least. It looks at nothing. */
serve(FolderJob, async ({ folder }) => {
  const server = createServer((request, response) => {
    receive(request, folder).then(
      () => response.writeHead(201).end(),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
});

function receive(request: IncomingMessage, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const contentType = request.headers['content-type'] ?? '';
    const form = new Busboy({ headers: { ...request.headers, 'content-type': contentType } });
    const hash = createHash('sha256');
    form.on('file', (_name, stream) => {
      const hashing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      pipeline(stream, hashing, createWriteStream(join(folder, randomUUID()))).then(() => resolve(), reject);
    });
    form.on('error', reject);
    request.pipe(form);
  });
}
