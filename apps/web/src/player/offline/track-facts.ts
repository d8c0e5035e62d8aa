import { TrackSummary } from '@djamms/contracts';
import { type z } from 'zod';

/** What a player has to know of a track to play and show it without the server. */
export const TrackFacts = TrackSummary.pick({
  id: true,
  title: true,
  artist: true,
  duration: true,
  fileId: true,
  thumbnailUrl: true,
  realEndOffset: true,
  cueIn: true,
  loudnessLufs: true,
  truePeakDb: true,
  version: true,
});
export type TrackFacts = z.infer<typeof TrackFacts>;

/** Names the bytes of a track for good: a track that gets another file gets another name. */
export const audioKey = ({ id, fileId }: Pick<TrackFacts, 'id' | 'fileId'>): string | null =>
  fileId === null ? null : `${id}/${fileId}`;
