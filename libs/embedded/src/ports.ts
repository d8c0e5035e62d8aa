import { createServer, type Server } from 'node:net';
import { hasCode } from './error-code';

const loopback = '127.0.0.1';

const listen = (port: number, host?: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The test listener has no port');
  return address.port;
}

/** Ports that are free on loopback right now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, loopback)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
}

/** One port that is free on loopback right now. */
export async function freePort(): Promise<number> {
  const server = await listen(0, loopback);
  const port = portOf(server);
  await close(server);
  return port;
}

/** Why a port cannot be listened on, or null when it can. */
export async function portProblem(port: number): Promise<'in-use' | 'not-allowed' | null> {
  try {
    await close(await listen(port));
    return null;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return 'in-use';
    if (hasCode(error, 'EACCES')) return 'not-allowed';
    throw error;
  }
}
