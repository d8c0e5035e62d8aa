import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeForm } from '@djamms/testing';

const piece = 64 * 1024;

/** A download whose client takes a while over it. Resolves when the answer has begun. */
export async function slowDownload(url: URL): Promise<{ status: number; rest: (pauseMs: number) => Promise<number> }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { agent: false }, resolve).once('error', reject).end();
  });
  return {
    status: response.statusCode ?? 0,
    /** Reads to the end, with a pause after each piece. @returns bytes; rejects when the end does not come. */
    rest: async (pauseMs) => {
      let bytes = 0;
      for await (const chunk of response) {
        bytes += (chunk as Buffer).length;
        await sleep(pauseMs);
      }
      if (!response.complete) throw new Error(`the download broke off after ${bytes} bytes`);
      return bytes;
    },
  };
}

export interface SlowUpload {
  /** Sends what is left, and gives the answer. */
  finish(): Promise<{ status: number; body: string }>;
}

/** An upload of which half is sent when this resolves. */
export async function halfAnUpload(url: URL, accessToken: string, file: Uint8Array, name: string): Promise<SlowUpload> {
  const { body, contentType } = encodeForm([{ name: 'file', content: file, fileName: name, type: 'audio/ogg' }]);
  const headers = {
    authorization: `Bearer ${accessToken}`,
    'content-type': contentType,
    'content-length': body.length,
  };
  const upload = request(url, { method: 'POST', agent: false, headers });
  const answer = new Promise<{ status: number; body: string }>((resolve, reject) => {
    upload.once('error', reject);
    upload.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.once('error', reject);
    });
  });
  // Whoever does not finish it does not hear of it.
  answer.catch(() => undefined);
  const half = Math.floor(body.length / 2);
  await write(upload, body.subarray(0, half));
  return {
    finish: async () => {
      for (let at = half; at < body.length; at += piece) await write(upload, body.subarray(at, at + piece));
      upload.end();
      return answer;
    },
  };
}

const write = (upload: ClientRequest, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    upload.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
