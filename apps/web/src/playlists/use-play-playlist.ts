import { type Playlist } from '@djamms/contracts';
import { showDone } from '../ui/notify';
import { useCommand } from '../venue/use-steering';

/** Starts a playlist now, in place of the queue. */
export function usePlayPlaylist(): (playlist: Playlist) => void {
  const command = useCommand();
  return (playlist) => {
    // After Stop a venue stays silent until PLAY; who plays a playlist means to hear it.
    void command('PLAY_PLAYLIST', playlist.id)
      .then((done) => done && command('PLAY'))
      .then((done) => {
        if (done) showDone(`“${playlist.name}” plays now`);
      });
  };
}
