import { S3Client } from '@aws-sdk/client-s3';
import { type S3Config } from '@djamms/platform';

/** Tries of one request, with backoff and jitter in between, when the server is busy, away or broken. */
const attempts = 4;

export function createS3Client({ endpoint, region, credentials }: S3Config): S3Client {
  const connections = { keepAlive: true, maxSockets: 1_024 };
  return new S3Client({
    region,
    maxAttempts: attempts,
    ...(credentials ? { credentials } : {}),
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // Bodies are signed with their hash, so they are checked all the same; other servers know few of Amazon's checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3_000,
      // From the first byte of the request to the first of the answer.
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
      // A body that nobody reads for so long is let go of, and asked for again when it is wanted: see span-reader.ts.
      socketTimeout: 60_000,
      httpAgent: connections,
      httpsAgent: connections,
    },
  });
}
