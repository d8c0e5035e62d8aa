import { isIPv6 } from 'node:net';

/**
 * What counts as one address: an IPv4 address, or the /64 network of an IPv6 address, as a household or phone has a
 * whole one to itself (RFC 6177). An IPv4 address in IPv6 notation is that IPv4 address.
 */
export function addressKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(ip) ? `${firstGroups(ip.split('%')[0] ?? ip, 4).join(':')}::/64` : ip;
}

function firstGroups(ip: string, count: number): string[] {
  const [before = '', after = ''] = ip.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === '' ? [] : after.split(':');
  const zeros = ip.includes('::') ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0') : [];
  return [...head, ...zeros, ...tail].slice(0, count).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}
