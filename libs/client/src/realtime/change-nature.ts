import {
  type CommandName,
  type RequestContract,
  type SettingName,
  sendCommand,
  updateSetting,
  voteTrack,
} from '@djamms/contracts';
import { type Change } from './change-queue';

/** What decides how a change waits while the line is down. */
export type Nature = Omit<Change<unknown>, 'send'>;

const ordinary: Nature = { kind: null, ofThisSong: false, overtakes: false };

/** Commands that say how something shall be, whatever it is now. */
const commandKinds: Partial<Record<CommandName, string>> = {
  SET_VOLUME: 'volume',
  MUTE: 'mute',
  UNMUTE: 'mute',
  SEEK: 'seek',
};
/** Settings that are the same thing as a command. */
const settingKinds: Partial<Record<SettingName, string>> = { master_volume: 'volume', is_muted: 'mute' };
const ofThisSong: readonly CommandName[] = ['SEEK', 'PLAY_NEXT', 'PLAY_PREVIOUS'];

export function natureOf(contract: RequestContract, input: object): Nature {
  if (contract === sendCommand) {
    const { command } = sendCommand.input.parse(input);
    return {
      kind: commandKinds[command] ?? null,
      ofThisSong: ofThisSong.includes(command),
      overtakes: command === 'EMERGENCY_STOP',
    };
  }
  if (contract === updateSetting) {
    const { setting } = updateSetting.input.parse(input);
    return { ...ordinary, kind: settingKinds[setting] ?? `setting ${setting}` };
  }
  if (contract === voteTrack) {
    const { trackId, videoId } = voteTrack.input.parse(input);
    return { ...ordinary, kind: `vote ${trackId ?? videoId ?? ''}` };
  }
  return ordinary;
}
