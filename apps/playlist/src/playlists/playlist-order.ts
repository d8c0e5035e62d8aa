import { type EntityManager } from 'typeorm';
import { gap, keysBetween } from '../ordering/keys';
import { rows } from '../sql';

/**
 * Positions of one locked playlist. They have gaps: a move writes the row that moves, and only when a gap is used
 * up (twenty halvings) the playlist is numbered anew in one statement.
 */
export class PlaylistOrder {
  constructor(
    private readonly manager: EntityManager,
    private readonly playlistId: string,
  ) {}

  /** Positions for `count` new tracks that come to stand at `index`, or at the end. */
  async makeRoom(index: number | undefined, count: number, except?: string): Promise<number[]> {
    const [before, after] = await this.neighbours(index, except);
    const keys = keysBetween(before, after, count);
    if (keys) return keys;
    await this.renumber();
    const [newBefore, newAfter] = await this.neighbours(index, except);
    const newKeys = keysBetween(newBefore, newAfter, count);
    if (!newKeys) throw new RangeError(`No room for ${count} tracks in a playlist with gaps of ${gap}`);
    return newKeys;
  }

  async trackAt(index: number): Promise<string | undefined> {
    const found = await rows<{ trackId: string }>(
      this.manager,
      `SELECT track_id AS "trackId" FROM playlist_tracks WHERE playlist_id = $1 ORDER BY position OFFSET $2 LIMIT 1`,
      [this.playlistId, index],
    );
    return found[0]?.trackId;
  }

  async place(trackId: string, position: number): Promise<void> {
    await rows(this.manager, `UPDATE playlist_tracks SET position = $3 WHERE playlist_id = $1 AND track_id = $2`, [
      this.playlistId,
      trackId,
      position,
    ]);
  }

  /** Gives the tracks the given order. How many of them the playlist holds. */
  async arrange(trackIds: readonly string[]): Promise<number> {
    const moved = await rows(
      this.manager,
      `UPDATE playlist_tracks l SET position = o.place * ${gap}
       FROM unnest($2::uuid[]) WITH ORDINALITY AS o (track_id, place)
       WHERE l.playlist_id = $1 AND l.track_id = o.track_id RETURNING l.track_id`,
      [this.playlistId, trackIds],
    );
    return moved.length;
  }

  private async renumber(): Promise<void> {
    await rows(
      this.manager,
      `UPDATE playlist_tracks l SET position = o.place * ${gap}
       FROM (SELECT track_id, row_number() OVER (ORDER BY position) AS place
             FROM playlist_tracks WHERE playlist_id = $1) o
       WHERE l.playlist_id = $1 AND l.track_id = o.track_id`,
      [this.playlistId],
    );
  }

  /** Positions of the tracks around `index`, as if `except` were not there; null beyond an end. */
  private async neighbours(index: number | undefined, except?: string): Promise<[number | null, number | null]> {
    if (index === undefined) return [await this.last(), null];
    const skipped = Math.max(0, index - 1);
    const found = await rows<{ position: number }>(
      this.manager,
      `SELECT position::float8 AS position FROM playlist_tracks
       WHERE playlist_id = $1 AND track_id IS DISTINCT FROM $4::uuid ORDER BY position OFFSET $2 LIMIT $3`,
      [this.playlistId, skipped, index === 0 ? 1 : 2, except ?? null],
    );
    if (index === 0) return [null, found[0]?.position ?? null];
    const before = found[0]?.position;
    return before === undefined ? [await this.last(), null] : [before, found[1]?.position ?? null];
  }

  private async last(): Promise<number | null> {
    const found = await rows<{ position: number }>(
      this.manager,
      `SELECT position::float8 AS position FROM playlist_tracks
       WHERE playlist_id = $1 ORDER BY position DESC LIMIT 1`,
      [this.playlistId],
    );
    return found[0]?.position ?? null;
  }
}
