import { type Identity } from '@djamms/contracts';
import { readCaller, writeCaller } from './call-text';

const user = (username: string): Identity => ({
  kind: 'user',
  userId: '0190a6b0-0000-7000-8000-000000000001',
  username,
  sessionId: '0190a6b0-0000-7000-8000-000000000002',
  role: 'user',
  permissions: ['tracks:read'],
  venues: { '0190a6b0-0000-7000-8000-000000000003': 'owner' },
});
const origin = { ip: '192.0.2.1', userAgent: 'Jukebox/1.0' };

describe('the text of a caller', () => {
  it('arrives as it was sent, whatever the name', () => {
    const caller = { identity: user('Zoë 🎧'), origin };
    expect(readCaller(writeCaller(caller))).toEqual(caller);
  });

  it('tells where each request came from, also for one person on two devices', () => {
    const identity = user('ann');
    const elsewhere = { ip: '192.0.2.2', userAgent: null };
    expect(readCaller(writeCaller({ identity, origin }))?.origin).toEqual(origin);
    expect(readCaller(writeCaller({ identity, origin: elsewhere }))?.origin).toEqual(elsewhere);
    expect(readCaller(writeCaller({ identity, origin }))?.origin).toEqual(origin);
  });

  it('tells people apart who differ only in what they may do', () => {
    const guest: Identity = { ...user('ann'), permissions: [] } as Identity;
    expect(readCaller(writeCaller({ identity: user('ann'), origin }))?.identity).toEqual(user('ann'));
    expect(readCaller(writeCaller({ identity: guest, origin }))?.identity).toEqual(guest);
  });

  it('is nobody when it is malformed', () => {
    const nobody = Buffer.from(JSON.stringify({ identity: { kind: 'user' }, origin })).toString('base64url');
    expect([readCaller('not a caller'), readCaller(''), readCaller(nobody)]).toEqual([undefined, undefined, undefined]);
  });

  it('cannot be changed by one request for the next', () => {
    const caller = readCaller(writeCaller({ identity: user('ann'), origin }));
    expect(() => Object.assign(caller?.identity ?? {}, { role: 'admin' })).toThrow(TypeError);
    const permissions = caller?.identity.kind === 'user' ? caller.identity.permissions : [];
    expect(() => permissions.push('system:admin')).toThrow(TypeError);
  });
});
