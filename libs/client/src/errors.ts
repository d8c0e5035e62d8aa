import { DomainError, Problem, commonErrors, defineErrors } from '@djamms/contracts';

/** Failures that are found out on this side of the network. */
export const clientErrors = defineErrors({
  network_unreachable: { category: 'unavailable', title: 'The server cannot be reached' },
  answer_unreadable: { category: 'bad_gateway', title: 'The answer could not be read' },
  not_sent: { category: 'unavailable', title: 'It was not sent' },
  not_confirmed: { category: 'timeout', title: 'It may or may not have been done' },
  too_many_waiting: { category: 'rate_limited', title: 'Too much is waiting to be sent' },
});

export const unreachable = (): DomainError =>
  new DomainError(
    clientErrors.network_unreachable,
    'The server cannot be reached. Check the network; the connection is tried again by itself.',
  );

/** What a failed HTTP answer says: its problem document, or one made from the bare status. */
export function errorFromAnswer(status: number, body: unknown): DomainError {
  const problem = Problem.safeParse(body);
  if (problem.success) return DomainError.fromProblem(problem.data);
  const definition = status === 503 || status === 502 ? commonErrors.service_unavailable : commonErrors.internal_error;
  return DomainError.fromProblem({
    type: 'about:blank',
    title: definition.title,
    status,
    detail: `The server answered ${status}. Try again in a moment.`,
    code: definition.code,
    traceId: '',
  });
}

/** Any failure as a sentence for people. */
export function explain(error: unknown): string {
  if (error instanceof DomainError) return error.detail || error.title;
  return 'Something unexpected happened. Try again, and reload the page if it stays.';
}

export const hasCode = (error: unknown, code: string): boolean => error instanceof DomainError && error.code === code;
