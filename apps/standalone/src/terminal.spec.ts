import { type NetworkInterfaceInfo } from 'node:os';
import { networkAddresses } from './terminal';

const address = (value: string, family: 'IPv4' | 'IPv6', internal = false): NetworkInterfaceInfo => ({
  address: value,
  family,
  internal,
  netmask: '',
  mac: '',
  cidr: null,
  scopeid: 0,
});

describe('the addresses other devices can open', () => {
  it('are those of real networks, not loopback, containers or link-local', () => {
    const addresses = networkAddresses({
      lo: [address('127.0.0.1', 'IPv4', true)],
      eth0: [address('192.168.1.20', 'IPv4'), address('fe80::1', 'IPv6')],
      wlan0: [address('169.254.3.4', 'IPv4'), address('10.0.0.5', 'IPv4')],
      docker0: [address('172.17.0.1', 'IPv4')],
    });
    expect(addresses).toEqual(['192.168.1.20', '10.0.0.5']);
  });
});
