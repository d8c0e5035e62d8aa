import { clientErrors, errorFromAnswer, unreachable } from '@djamms/client';
import { DomainError, Track, commonErrors } from '@djamms/contracts';
import { api } from '../session/api';

/** Reports the share that was sent, from 0 to 1. */
export type OnSent = (share: number) => void;

/**
 * Uploads one file to a venue's library. XMLHttpRequest, because fetch tells nothing about what was sent so far.
 * Rejects with DomainError, also when `signal` ends it.
 */
export async function sendFile(file: File, venueId: string, onSent: OnSent, signal: AbortSignal): Promise<Track> {
  const token = await api.session.token();
  if (token === null) throw signedOut();
  try {
    return await post(file, venueId, token, onSent, signal);
  } catch (error) {
    if (!(error instanceof DomainError) || error.status !== 401) throw error;
    const fresh = await api.session.replace(token);
    if (fresh === null) throw signedOut();
    return post(file, venueId, fresh, onSent, signal);
  }
}

const signedOut = (): DomainError =>
  new DomainError(commonErrors.unauthenticated, 'The session has ended; sign in again.');

function post(file: File, venueId: string, token: string, onSent: OnSent, signal: AbortSignal): Promise<Track> {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const abort = (): void => request.abort();
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onSent(event.loaded / event.total);
    };
    request.onload = () => {
      const track = Track.safeParse(bodyOf(request));
      if (request.status >= 300) reject(errorFromAnswer(request.status, bodyOf(request)));
      else if (track.success) resolve(track.data);
      else reject(new DomainError(clientErrors.answer_unreadable, 'The answer could not be read. Reload the page.'));
    };
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(unreachable());
    request.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    request.open('POST', `${api.baseUrl}/music/tracks?venueId=${encodeURIComponent(venueId)}`);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('accept', 'application/json, application/problem+json');
    request.send(form);
  });
}

function bodyOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText) as unknown;
  } catch {
    return undefined;
  }
}
