import { unique } from './factories';

export interface FormPart {
  name: string;
  content: string | Uint8Array;
  /** Makes the part a file. */
  fileName?: string;
  /** MIME type of a file. */
  type?: string;
}

export interface EncodedForm {
  body: Buffer<ArrayBuffer>;
  /** With the boundary. */
  contentType: string;
}

/**
 * A multipart form (RFC 7578) as one piece of bytes. Node's own FormData with a Blob in it is read as a stream while
 * it is sent, and on Node 20 such a request now and then waits for ever for the stream's next piece.
 */
export function encodeForm(parts: readonly FormPart[]): EncodedForm {
  const boundary = `djamms-${unique()}`;
  const pieces = parts.flatMap((part) => [Buffer.from(headOf(part, boundary)), Buffer.from(part.content), lineEnd]);
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

const lineEnd = Buffer.from('\r\n');

function headOf({ name, fileName, type }: FormPart, boundary: string): string {
  const disposition = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"`;
  if (fileName === undefined) return `${disposition}\r\n\r\n`;
  return `${disposition}; filename="${escaped(fileName)}"\r\ncontent-type: ${type ?? 'application/octet-stream'}\r\n\r\n`;
}

const escaped = (text: string): string => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
