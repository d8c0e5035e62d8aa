import { Controller } from '@nestjs/common';
import {
  DomainError,
  createTrack,
  deleteTrack,
  exportTracks,
  getTrack,
  getTrackSummaries,
  listTracks,
  streamTrack,
  trackErrors,
  updateTrack,
  type InputOf,
  type OutputOf,
  type Track,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { Config, MediaSigner, requireService, venueOf } from '@djamms/platform';
import { TrackListService } from './track-list.service';
import { toTrack } from './track.mapper';
import { TracksService } from './tracks.service';

/** Long enough for the longest track with pauses; a stream in flight survives the listener's token. */
const streamUrlSeconds = 6 * 3_600;

@Controller()
export class TracksController {
  constructor(
    private readonly tracks: TracksService,
    private readonly lists: TrackListService,
    private readonly signer: MediaSigner,
    private readonly config: Config,
  ) {}

  @Handle(listTracks)
  async list({ venueId, ...input }: InputOf<typeof listTracks>, call: Call): Promise<OutputOf<typeof listTracks>> {
    return this.lists.list(venueOf(call.identity, venueId), input);
  }

  @Handle(getTrack)
  async get({ id }: InputOf<typeof getTrack>, call: Call): Promise<Track> {
    return toTrack(await this.tracks.find(id, call));
  }

  @Handle(createTrack)
  async create(input: InputOf<typeof createTrack>, call: Call): Promise<Track> {
    return this.tracks.create(input, call);
  }

  @Handle(updateTrack)
  async update(input: InputOf<typeof updateTrack>, call: Call): Promise<Track> {
    return this.tracks.update(input, call);
  }

  @Handle(deleteTrack)
  async delete({ id }: InputOf<typeof deleteTrack>, call: Call): Promise<OutputOf<typeof deleteTrack>> {
    await this.tracks.delete(id, call);
    return { success: true };
  }

  @Handle(getTrackSummaries)
  async summaries(
    { venueId, ids }: InputOf<typeof getTrackSummaries>,
    call: Call,
  ): Promise<OutputOf<typeof getTrackSummaries>> {
    return { items: await this.tracks.summaries(venueId, ids, call) };
  }

  @Handle(exportTracks)
  async export({ after, limit }: InputOf<typeof exportTracks>, call: Call): Promise<OutputOf<typeof exportTracks>> {
    requireService(call.identity);
    return { items: await this.tracks.export(after, limit) };
  }

  @Handle(streamTrack)
  async stream({ id }: InputOf<typeof streamTrack>, call: Call): Promise<OutputOf<typeof streamTrack>> {
    const { fileId, title } = await this.tracks.find(id, call);
    if (fileId === null) {
      throw new DomainError(trackErrors.track_not_streamable, `“${title}” has no audio file; it plays by its source.`);
    }
    const { url, expiresAt } = this.signer.sign(`/media/audio/${fileId}`, streamUrlSeconds);
    const base = this.config.cdnBaseUrl?.replace(/\/+$/, '') ?? '';
    return { url: base + url, expiresAt: expiresAt.toISOString() };
  }
}
