import { type IncomingHttpHeaders } from 'node:http';

/** What tells one state of a file from another. */
export interface Validators {
  /** Strong, with its quotes. */
  etag: string;
  lastModified: Date;
}

export type ConditionResult = 'proceed' | 'not_modified' | 'precondition_failed';

/** Evaluates the conditions of a GET or HEAD in the order of RFC 9110, section 13.2.2 (If-Range: see below). */
export function evaluateConditions(headers: IncomingHttpHeaders, validators: Validators): ConditionResult {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, validators.etag, 'strong')) return 'precondition_failed';
  } else if (isModifiedSince(headers['if-unmodified-since'], validators) === true) {
    return 'precondition_failed';
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) return namesEtag(ifNoneMatch, validators.etag, 'weak') ? 'not_modified' : 'proceed';
  return isModifiedSince(headers['if-modified-since'], validators) === false ? 'not_modified' : 'proceed';
}

/** Whether a Range may be honoured: no If-Range, or one that names exactly this state (RFC 9110, section 13.1.5). */
export function rangeApplies(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  if (ifRange === undefined) return true;
  const value = ifRange.trim();
  if (value.startsWith('"') || value.startsWith('W/')) return value === etag;
  return value === lastModified.toUTCString();
}

const etagPattern = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

function namesEtag(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  for (const [, weakness, opaque] of header.matchAll(etagPattern)) {
    if (opaque === etag && (comparison === 'weak' || weakness === undefined)) return true;
  }
  return false;
}

/** Undefined when there is no valid date to compare with. HTTP dates know whole seconds only. */
function isModifiedSince(header: string | undefined, { lastModified }: Validators): boolean | undefined {
  if (header === undefined) return undefined;
  const since = Date.parse(header);
  if (Number.isNaN(since)) return undefined;
  return Math.floor(lastModified.getTime() / 1000) * 1000 > since;
}
