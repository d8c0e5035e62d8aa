import { S3ServiceException } from '@aws-sdk/client-s3';
import { ObjectMissing, StorageFull } from '../storage-driver';

const missing = new Set(['NoSuchKey', 'NotFound']);
const full = new Set(['QuotaExceeded', 'StorageFull', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Makes errors of the server say what they mean to a caller. */
export function s3Error(error: unknown, key: string): unknown {
  if (missing.has(nameOf(error))) return new ObjectMissing(key);
  if (full.has(nameOf(error)) || (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 507))
    return new StorageFull(error);
  return error;
}

export const isMissing = (error: unknown): boolean => s3Error(error, '') instanceof ObjectMissing;

/** Where the bucket is looked for, in words for an operator. */
export interface BucketPlace {
  bucket: string;
  endpoint: string | undefined;
  region: string;
}

/** What an operator has to change, by the error's code (Amazon S3, “Error responses”). */
const causes: Record<string, (place: BucketPlace) => string> = {
  NoSuchBucket: ({ bucket, endpoint }) => `there is no bucket “${bucket}” at ${endpoint ?? 'Amazon S3'}`,
  InvalidAccessKeyId: () => 'AWS_ACCESS_KEY_ID is not known there',
  SignatureDoesNotMatch: () => 'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID',
  ExpiredToken: () => 'the credentials have ended',
  InvalidToken: () => 'AWS_SESSION_TOKEN is not valid',
  CredentialsProviderError: () => 'no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  RequestTimeTooSkewed: () => 'the clock of this machine is wrong',
  AuthorizationHeaderMalformed: ({ region }) => `the bucket is not in AWS_REGION “${region}”`,
  PermanentRedirect: ({ region }) => `the bucket is not in AWS_REGION “${region}”`,
  AccessDenied: ({ bucket }) =>
    `the credentials may not use “${bucket}”: they need s3:GetObject, PutObject, DeleteObject, AbortMultipartUpload, ` +
    'ListBucket and ListBucketMultipartUploads',
};

/** An error of the storage's check as an operator should read it. */
export function describeTrouble(error: unknown, place: BucketPlace): Error {
  const cause = causes[nameOf(error)];
  if (cause) return new Error(cause(place), { cause: error });
  if (error instanceof S3ServiceException)
    return new Error(`the server refused: ${error.name}: ${error.message}`, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`${place.endpoint ?? 'Amazon S3'} does not answer: ${reason}`, { cause: error });
}
