import { artworkFor } from '../../ui/cover-art';

/**
 * Pictures of a song that is kept: the page's service worker keeps what passes through it. Without one (pages
 * without TLS) the browser's own cache has them, as long as it likes.
 */
export function keepCovers(thumbnail: string | null): void {
  if (thumbnail === null) return;
  for (const width of [56, '100%'] as const) {
    fetch(artworkFor(thumbnail, width), { priority: 'low' }).catch(() => undefined);
  }
}
