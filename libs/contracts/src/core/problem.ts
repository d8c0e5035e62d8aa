import { z } from 'zod';

/**
 * Kinds of failure, and the HTTP status each one becomes. The table is complete by construction: a category
 * without a status does not compile, and nothing else decides a status.
 */
export const categoryStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  rule: 422,
  rate_limited: 429,
  internal: 500,
  bad_gateway: 502,
  unavailable: 503,
  timeout: 504,
} as const;

export type ErrorCategory = keyof typeof categoryStatus;

export interface ErrorDefinition {
  /** Stable, snake_case; clients may switch on it. */
  code: string;
  category: ErrorCategory;
  /** One short sentence that is the same for every occurrence (RFC 9457 `title`). */
  title: string;
}

type ErrorTable = Record<string, { category: ErrorCategory; title: string }>;
export type ErrorSet<T extends ErrorTable = ErrorTable> = { [K in keyof T & string]: ErrorDefinition & { code: K } };

/** Declares the failures of a contract; the key is the stable code. */
export function defineErrors<const T extends ErrorTable>(table: T): ErrorSet<T> {
  return Object.fromEntries(
    Object.entries(table).map(([code, definition]) => [code, { code, ...definition }]),
  ) as ErrorSet<T>;
}

/** Failures that any request can have. */
export const commonErrors = defineErrors({
  invalid_request: { category: 'invalid', title: 'The request is not valid' },
  unauthenticated: { category: 'unauthenticated', title: 'Credentials are missing or not valid' },
  forbidden: { category: 'forbidden', title: 'This is not allowed' },
  not_found: { category: 'not_found', title: 'Not found' },
  venue_not_found: { category: 'not_found', title: 'Venue not found' },
  payload_too_large: { category: 'too_large', title: 'The request is too large' },
  unsupported_media_type: { category: 'unsupported_media', title: 'The media type is not supported' },
  rate_limited: { category: 'rate_limited', title: 'Too many requests' },
  internal_error: { category: 'internal', title: 'Something went wrong on our side' },
  bad_gateway: { category: 'bad_gateway', title: 'A service gave an answer that could not be read' },
  service_unavailable: { category: 'unavailable', title: 'A service is not available right now' },
  service_timeout: { category: 'timeout', title: 'A service did not answer in time' },
});

export const FieldError = z.object({
  /** Where in the request, e.g. `body.tracks.3`. */
  path: z.string(),
  message: z.string(),
});
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details, with `code`, `traceId`, field errors, and seconds to wait where waiting helps. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    traceId: z.string(),
    errors: z.array(FieldError).optional(),
    retryAfter: z.number().int().min(0).optional(),
    /** Facts about this occurrence that a client can use, e.g. the id of the existing track. */
    context: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export interface ErrorDetails {
  errors?: FieldError[];
  /** Seconds after which trying again makes sense. */
  retryAfter?: number;
  context?: Record<string, unknown>;
}

/** The one error that crosses layers and services. `detail` is shown to people: it says what to change. */
export class DomainError extends Error {
  readonly code: string;
  readonly category: ErrorCategory;
  readonly title: string;

  constructor(
    definition: ErrorDefinition,
    readonly detail: string,
    readonly details: ErrorDetails = {},
  ) {
    super(`${definition.code}: ${detail}`);
    this.name = 'DomainError';
    this.code = definition.code;
    this.category = definition.category;
    this.title = definition.title;
  }

  get status(): number {
    return categoryStatus[this.category];
  }

  toProblem(traceId: string): Problem {
    return {
      type: `urn:djamms:problem:${this.code}`,
      title: this.title,
      status: this.status,
      detail: this.detail,
      code: this.code,
      traceId,
      ...this.details,
    };
  }

  /** The error a problem came from, e.g. one received over NATS. An unknown status counts as internal. */
  static fromProblem(problem: Problem): DomainError {
    const category =
      (Object.keys(categoryStatus) as ErrorCategory[]).find((key) => categoryStatus[key] === problem.status) ??
      'internal';
    const { code, title, detail, errors, retryAfter, context } = problem;
    return new DomainError({ code, category, title }, detail, { errors, retryAfter, context });
  }
}

/** Turns what zod found wrong into one error with a path and a message per field. */
export function invalidRequest(error: z.ZodError, prefix = ''): DomainError {
  const errors = error.issues.slice(0, 50).map((issue) => ({
    path: [prefix, ...issue.path.map(String)].filter(Boolean).join('.') || 'body',
    message: issue.message,
  }));
  const summary = errors.map((entry) => `${entry.path}: ${entry.message}`).join('; ');
  return new DomainError(commonErrors.invalid_request, summary.slice(0, 1000), { errors });
}
