import { type NowPlaying, listMyVotes, voteTrack } from '@djamms/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useKiosk } from './kiosk-context';

export interface Like {
  liked: boolean;
  /** Likes of the song in this venue. */
  count: number;
  /** The last tap did not reach the server. */
  failed: boolean;
  toggle: () => void;
}

/** A tap that the venue's state does not show yet. */
interface Tap {
  trackId: string;
  liked: boolean;
  /** What the state said at the tap. */
  seen: number;
  count: number;
  /** The state has said something else since, so its count is the newer one. */
  told: boolean;
  failed: boolean;
}

/** The guest's like of the song: shown at once, and put right by what the server says. */
export function useLike(nowPlaying: NowPlaying): Like {
  const { venue, api, connection } = useKiosk();
  const queries = useQueryClient();
  const queryKey = ['kiosk', 'likes', venue.id];
  const { data: mine } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => (await api.call(listMyVotes, { venueId: venue.id }, { signal })).trackIds,
    staleTime: Infinity,
  });
  const [tap, setTap] = useState<Tap | null>(null);
  const trackId = nowPlaying.track_id;
  const known = trackId !== null && (mine?.includes(trackId) ?? false);
  const current = tap?.trackId === trackId ? tap : null;
  if (current !== null && !current.told && current.seen !== nowPlaying.vote_count) setTap({ ...current, told: true });
  const liked = current?.liked ?? known;
  const count = current === null || current.told ? nowPlaying.vote_count : current.count;

  const send = async (song: string, wanted: boolean): Promise<void> => {
    const seen = nowPlaying.vote_count;
    const next: Tap = { trackId: song, liked: wanted, seen, count, told: false, failed: false };
    setTap({ ...next, count: Math.max(0, count + (wanted ? 1 : -1)) });
    try {
      const vote = { venueId: venue.id, trackId: song, voteType: wanted ? ('like' as const) : ('unlike' as const) };
      const { isLiked, voteCount } = await connection.change(voteTrack, vote);
      queries.setQueryData<string[]>(queryKey, (before = []) =>
        isLiked ? [...before.filter((id) => id !== song), song] : before.filter((id) => id !== song),
      );
      setTap((before) => ({
        ...next,
        liked: isLiked,
        count: voteCount,
        told: before?.trackId === song && before.told,
      }));
    } catch {
      setTap({ ...next, liked: !wanted, failed: true });
    }
  };
  const toggle = (): void => {
    if (trackId !== null) void send(trackId, !liked);
  };
  return { liked, count, failed: current?.failed ?? false, toggle };
}
