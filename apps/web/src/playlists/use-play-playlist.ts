import { type Playlist } from '@djamms/contracts';
import { showDone } from '../ui/notify';
import { useCommand } from '../venue/use-steering';

/** Starts a playlist now, in place of the queue. */
export function usePlayPlaylist(): (playlist: Playlist) => void {
  const command = useCommand();
  return (playlist) => {
    void command('PLAY_PLAYLIST', playlist.id).then((done) => {
      if (done) showDone(`“${playlist.name}” plays now`);
    });
  };
}
