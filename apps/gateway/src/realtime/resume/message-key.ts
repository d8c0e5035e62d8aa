import { Alert, Id, type PayloadOf, type playbackChanged } from '@djamms/contracts';
import { z } from 'zod';

export type HeardMessage = PayloadOf<typeof playbackChanged>['messages'][number];

/**
 * What a message says something about: of two with one key, the newer one says all that the older one said.
 * `order`: it is no state, and is not kept. `whole`: only a whole state can tell what it led to, so nobody resumes
 * across it.
 */
export type MessageKey = { kind: 'state'; key: string } | { kind: 'order' } | { kind: 'whole' };

const whole: MessageKey = { kind: 'whole' };
const state = (key: string): MessageKey => ({ kind: 'state', key });
const requestPrefix = 'request ';
const RequestId = z.object({ id: Id });
const AlertKind = z.object({ alert: Alert.pick({ kind: true }) });

export function keyOf({ type, payload }: HeardMessage): MessageKey {
  switch (type) {
    case 'NOW_PLAYING_UPDATE':
    case 'QUEUE_UPDATE':
    case 'PLAYER_SETTINGS_UPDATE':
    case 'REQUEST_RULES_UPDATE':
      return state(type);
    case 'PLAYER_CONNECTED':
    case 'PLAYER_DISCONNECTED':
      return state('presence');
    case 'REQUEST_UPDATE': {
      const request = RequestId.safeParse(payload);
      return request.success ? state(`${requestPrefix}${request.data.id}`) : whole;
    }
    case 'ALERT': {
      const alert = AlertKind.safeParse(payload);
      return alert.success ? state(`alert ${alert.data.alert.kind}`) : whole;
    }
    case 'PLAYER_COMMAND':
      return { kind: 'order' };
    case 'MASTER_CHANGED':
    case 'PLAYLIST_CONTENT_UPDATE':
    case 'JOB_PROGRESS':
    case 'TRACK_PROCESSING':
    case 'LIBRARY_UPDATE':
    case 'SEARCH_RESULTS_UPDATE':
    case 'SYSTEM_STATUS':
      return whole;
  }
}

export const isAboutRequest = (key: string): boolean => key.startsWith(requestPrefix);
