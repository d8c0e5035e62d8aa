import { natsAddress } from './nats-address';

describe('natsAddress', () => {
  it('passes plain servers on', () => {
    expect(natsAddress('nats://one:4222, two:4223')).toEqual({ servers: ['nats://one:4222', 'nats://two:4223'] });
  });
  it('finds a token', () => {
    expect(natsAddress('nats://s3cret@127.0.0.1:4222')).toEqual({
      servers: ['nats://127.0.0.1:4222'],
      token: 's3cret',
    });
  });
  it('finds a user with a password that had to be escaped', () => {
    const address = { servers: ['tls://host:4222'], user: 'djamms', pass: 'a@b' };
    expect(natsAddress('tls://djamms:a%40b@host:4222')).toEqual(address);
  });
});
