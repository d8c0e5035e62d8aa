import { Injectable } from '@nestjs/common';
import { type InputOf, type OutputOf, type reconcilePlayer } from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { requireVenue } from '@djamms/platform';
import { KnownTracks } from '../known-tracks/known-tracks.service';
import { PlaybackService } from './playback.service';
import { findHeardSongs, findWaiting } from './store/named-items';
import { findSong } from './store/songs';

type ReconcileInput = InputOf<typeof reconcilePlayer>;

/** Takes in what a player did while the server was out of its reach. */
@Injectable()
export class CatchUpService {
  constructor(
    private readonly playback: PlaybackService,
    private readonly knownTracks: KnownTracks,
  ) {}

  /** @throws DomainError `not_master` */
  async reconcile(input: ReconcileInput, call: Call): Promise<OutputOf<typeof reconcilePlayer>> {
    const { venueId, commandId, playerId, epoch, lastItemId, plays, current } = input;
    requireVenue(call.identity, venueId);
    const named = current ? [...plays, current] : plays;
    const trackIds = [...new Set(named.map(({ trackId }) => trackId))];
    const itemIds = [...new Set(named.flatMap(({ itemId }) => itemId ?? []))];
    await this.knownTracks.usable(venueId, trackIds, call);
    const { outcome, revision, duplicate } = await this.playback.act({
      venueId,
      call,
      commandId,
      input: async (manager, state) => ({
        kind: 'reconcile',
        ...{ playerId, epoch, lastItemId, plays, current },
        waiting: await findWaiting(manager, state, itemIds),
        songs: await findHeardSongs(manager, venueId, trackIds),
        currentSong: (current && (await findSong(manager, venueId, current.trackId))) ?? null,
      }),
    });
    return { status: outcome === 'history' ? 'history' : 'ok', revision, duplicate };
  }
}
