import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serve } from '../lib/worker';
import { FileJob } from './jobs';

/** The least that Node needs to send one file: `createReadStream`, piped. */
serve(FileJob, async ({ file }) => {
  const { size } = statSync(file);
  const server = createServer((request, response) => {
    const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [start, end] = match ? [Number(match[1]), Number(match[2])] : [0, size - 1];
    response.writeHead(match ? 206 : 200, { 'content-length': end - start + 1, 'content-type': 'audio/mpeg' });
    createReadStream(file, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
});
