import { type ConnectionOptions } from '@nats-io/transport-node';

type Address = Pick<ConnectionOptions, 'servers' | 'token' | 'user' | 'pass'>;

/**
 * Takes `nats://user:password@host:4222` and `nats://token@host:4222` apart, several separated by commas: the
 * client itself passes over credentials in a URL. Those of the first server that has any count for all.
 */
export function natsAddress(natsUrl: string): Address {
  const urls = natsUrl.split(',').map((server) => parse(server.trim()));
  const servers = urls.map((url) => `${url.protocol}//${url.host}`);
  const withCredentials = urls.find((url) => url.username !== '');
  if (withCredentials === undefined) return { servers };
  const user = decodeURIComponent(withCredentials.username);
  if (withCredentials.password === '') return { servers, token: user };
  return { servers, user, pass: decodeURIComponent(withCredentials.password) };
}

const parse = (server: string): URL => new URL(server.includes('://') ? server : `nats://${server}`);
