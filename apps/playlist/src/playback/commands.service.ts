import { Injectable } from '@nestjs/common';
import {
  DomainError,
  commandValues,
  playbackErrors,
  playlistErrors,
  type Acknowledged,
  type CommandName,
  type InputOf,
  type sendCommand,
  type updateSetting,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { type Command, type CommandOf, type Input } from './domain/input';
import { parseSetting } from './domain/settings';
import { acknowledge } from './acknowledge';
import { PlaybackService } from './playback.service';
import { hasPlaylist } from './store/songs';

const noValue = 'no value';
/** What each command takes, for people. */
const valueRules: Record<CommandName, string> = {
  PLAY_PAUSE: noValue,
  PLAY: noValue,
  PAUSE: noValue,
  PLAY_NEXT: noValue,
  PLAY_PREVIOUS: noValue,
  SEEK: 'seconds from the start of the song, from 0 to 86400',
  SET_VOLUME: 'a number from 0 to 100',
  MUTE: noValue,
  UNMUTE: noValue,
  SHUFFLE_TOGGLE: noValue,
  REPEAT_TOGGLE: noValue,
  EMERGENCY_STOP: noValue,
  FADE_OUT_STOP: 'seconds of the fade from 0 to 60, or no value',
  PLAY_PLAYLIST: 'the id of a playlist',
  CLEAR_QUEUE: noValue,
};

/** Staff's commands and settings. */
@Injectable()
export class CommandsService {
  constructor(private readonly playback: PlaybackService) {}

  async command(input: InputOf<typeof sendCommand>, call: Call): Promise<Acknowledged> {
    const { venueId, commandId } = input;
    const command = parseCommand(input.command, input.value);
    const steered = {
      action: 'playback_command',
      detail: { command: command.name, ...(command.value == null ? {} : { value: command.value }) },
    };
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered,
      input: (manager) => toInput(manager, venueId, command, commandId ?? null, call),
    });
    return acknowledge(done, commandId);
  }

  async set(input: InputOf<typeof updateSetting>, call: Call): Promise<Acknowledged> {
    const { venueId, commandId } = input;
    const setting = parseSetting(input.setting, input.value);
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered: { action: 'setting_changed', detail: { setting: setting.name, value: setting.value } },
      input: () => ({ kind: 'setting', setting }),
    });
    return acknowledge(done, commandId);
  }
}

/** @throws DomainError `bad_command_value` saying what the command takes. */
function parseCommand(name: CommandName, value: unknown): Command {
  const parsed = commandValues[name].safeParse(value);
  // Name and value were matched by the table of commands.
  if (parsed.success) return { name, value: parsed.data } as Command;
  throw new DomainError(playbackErrors.bad_command_value, `${name} takes ${valueRules[name]}.`);
}

async function toInput(
  manager: EntityManager,
  venueId: string,
  command: Command,
  commandId: string | null,
  call: Call,
): Promise<Input> {
  if (command.name !== 'PLAY_PLAYLIST') return { kind: 'command', command, commandId };
  return playPlaylist(manager, venueId, command, call);
}

async function playPlaylist(
  manager: EntityManager,
  venueId: string,
  { value: playlistId }: CommandOf<'PLAY_PLAYLIST'>,
  call: Call,
): Promise<Input> {
  if (!(await hasPlaylist(manager, venueId, playlistId)))
    throw new DomainError(playlistErrors.playlist_not_found, 'The venue has no playlist with this id.');
  return { kind: 'play_playlist', playlistId, by: call.identity.kind === 'user' ? call.identity.userId : null };
}
