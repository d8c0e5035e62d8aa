import { type Playlist } from '@djamms/contracts';
import { useRestore } from '../venue/use-restore';
import { useCommand } from '../venue/use-steering';

/** Starts a playlist now, in place of the queue; what it replaced can be brought back. */
export function usePlayPlaylist(): (playlist: Playlist) => void {
  const command = useCommand();
  const offerUndo = useRestore();

  const play = async (playlist: Playlist): Promise<void> => {
    const replaced = await command('PLAY_PLAYLIST', playlist.id);
    // After an emergency stop a venue stays silent until PLAY; who plays a playlist means to hear it.
    if (replaced === null || (await command('PLAY')) === null) return;
    offerUndo(replaced.revision, `“${playlist.name}” plays now, in place of the queue`);
  };
  return (playlist) => void play(playlist);
}
