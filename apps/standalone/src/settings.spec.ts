import { readSettings } from './settings';

describe('the launcher’s settings', () => {
  it('are the embedded servers, port 3000 and a folder in the checkout when nothing is given', () => {
    expect(readSettings({}, '/here', '/checkout')).toEqual({
      dataFolder: '/checkout/.djamms',
      port: 3000,
      databaseUrl: undefined,
      natsUrl: undefined,
    });
  });

  it('take a relative data folder from where the command was typed', () => {
    expect(readSettings({ DJAMMS_DATA: 'music', PORT: '8080' }, '/here', '/checkout')).toMatchObject({
      dataFolder: '/here/music',
      port: 8080,
    });
  });

  it('count an empty variable as not given', () => {
    const env = { DJAMMS_DATA: '', PORT: '', DATABASE_URL: '', NATS_URL: '' };
    expect(readSettings(env, '/here', '/checkout')).toEqual(readSettings({}, '/here', '/checkout'));
  });

  it.each(['web', '0', '70000', '3000.5'])('refuse the port "%s" with words', (port) => {
    expect(() => readSettings({ PORT: port }, '/here', '/checkout')).toThrow(`PORT is "${port}"`);
  });
});
