import { RestClient } from './rest-client';

/** What a test needs of a system that it only uses, wherever that runs. */
export interface System {
  /** Where a gateway listens, without a slash at its end. */
  url(replica?: number): string;
  /** A client of that gateway without credentials. */
  rest(replica?: number): RestClient;
  stop(): Promise<void>;
}

/** Comma-separated addresses of a running system's gateways. */
const urlsVariable = 'DJAMMS_TEST_URLS';

/** The addresses of the system that the tests shall use; null when they start their own. */
export function externalUrls(): string[] | null {
  const given = process.env[urlsVariable];
  return given === undefined || given === '' ? null : readUrls(given);
}

/**
 * Reads comma-separated addresses.
 * @throws Error when one of them is not an http or https origin
 */
export function readUrls(text: string): string[] {
  return text.split(',').map((part) => {
    const url = URL.canParse(part) ? new URL(part) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/')
      throw new Error(`“${part}” is not the address of a gateway. Give it as http://127.0.0.1:3000`);
    return url.origin;
  });
}

/** A system that somebody else started and will end: it may hold the data of others, and it is never emptied. */
export class ExternalSystem implements System {
  constructor(private readonly urls: readonly string[]) {}

  /** Behind one address, every replica is the same. */
  url(replica = 0): string {
    return this.urls[replica % this.urls.length] ?? '';
  }

  rest(replica = 0): RestClient {
    return new RestClient(this.url(replica));
  }

  async stop(): Promise<void> {
    // It is not ours to stop.
  }
}
