import { getTrack } from '@djamms/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { IconMusicPlus } from '@tabler/icons-react';
import { type ReactNode, createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { api } from '../session/api';
import { useVenue } from '../venue/venue-context';
import { useLibraryNews } from '../library/use-library-news';
import { sendFile } from './send-file';
import { type Upload, UploadQueue } from './upload-queue';
import styles from './uploads.module.css';

const UploadsContext = createContext<UploadQueue | null>(null);

export function useUploadQueue(): UploadQueue {
  const queue = use(UploadsContext);
  if (queue === null) throw new Error('useUploadQueue is used outside of the console');
  return queue;
}

export function useUploads(): readonly Upload[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.getSnapshot);
}

/** Uploads go on whatever page is shown, and files can be dropped on any of them. */
export function UploadsProvider({ children }: { children: ReactNode }) {
  const { venue, connection } = useVenue();
  const client = useQueryClient();
  const venueId = venue.id;
  const queue = useMemo(
    () =>
      new UploadQueue({
        send: (file, onSent, signal) => sendFile(file, venueId, onSent, signal),
        getTrack: (id) => api.call(getTrack, { id }),
        onStored: () => void client.invalidateQueries({ queryKey: ['tracks', venueId] }),
        later: (work, delay) => void setTimeout(work, delay),
      }),
    [venueId, client],
  );
  useLibraryNews();
  useEffect(
    () =>
      connection.on('TRACK_PROCESSING', ({ track_id, stage, progress }) => queue.onProgress(track_id, stage, progress)),
    [connection, queue],
  );
  const dragging = useFileDrop(queue);
  return (
    <UploadsContext value={queue}>
      {children}
      {dragging && (
        <div className={styles['overlay']}>
          <div className={styles['target']}>
            <IconMusicPlus size={48} aria-hidden />
            <div>Drop music to add it to the library</div>
          </div>
        </div>
      )}
    </UploadsContext>
  );
}

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files that are dropped anywhere; true while some hover over the page. */
function useFileDrop(queue: UploadQueue): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent): void => {
      setDragging(false);
      if (!holdsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      queue.add([...event.dataTransfer.files]);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [queue]);
  return dragging;
}
