import { type Config } from '@djamms/platform';
import createFastify from 'fastify';
import { installSecurityHeaders } from './security-headers';

async function policyWith(cdnBaseUrl?: string): Promise<Map<string, string>> {
  const fastify = createFastify();
  await installSecurityHeaders(fastify, { cdnBaseUrl } as Config);
  fastify.get('/', () => 'hello');
  const { headers } = await fetch(await fastify.listen({ host: '127.0.0.1', port: 0 }));
  await fastify.close();
  const directives = (headers.get('content-security-policy') ?? '').split(';');
  return new Map(directives.map((directive) => [directive.split(' ')[0] ?? '', directive]));
}

describe('the content security policy', () => {
  it('lets pages load media from here only', async () => {
    const policy = await policyWith();
    expect(policy.get('media-src')).toBe("media-src 'self' blob:");
    expect(policy.get('connect-src')).toBe("connect-src 'self' ws: wss:");
    expect(policy.get('img-src')).toBe("img-src 'self' data: blob:");
  });

  it('lets pages load media from the origin of CDN_BASE_URL, and nothing else from there', async () => {
    const [policy, usual] = [await policyWith('https://cdn.example.com:8443/djamms/'), await policyWith()];
    const widened = [...policy].filter(([name, directive]) => directive !== usual.get(name));
    expect(Object.fromEntries(widened)).toEqual({
      'img-src': "img-src 'self' data: blob: https://cdn.example.com:8443",
      'media-src': "media-src 'self' blob: https://cdn.example.com:8443",
      'connect-src': "connect-src 'self' ws: wss: https://cdn.example.com:8443",
    });
  });
});
