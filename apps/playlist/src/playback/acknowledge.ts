import { type Acknowledged } from '@djamms/contracts';
import { type Done } from './playback.service';

export const acknowledge = ({ revision, duplicate }: Done, commandId: string | undefined): Acknowledged => ({
  status: 'ok',
  commandId: commandId ?? null,
  revision,
  duplicate,
});
