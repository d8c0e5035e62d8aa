import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What is known of a stored song without reading its bytes. */
export interface StoredAudio {
  /** See `audioKey`. */
  key: string;
  trackId: string;
  bytes: number;
  /** Milliseconds since 1970. */
  usedAt: number;
}

interface Schema extends DBSchema {
  /** Per venue, what a player has to know to open without the server. */
  venues: { key: string; value: unknown };
  /** By track. */
  facts: { key: string; value: unknown };
  audio: { key: string; value: StoredAudio };
  /** The bytes of `audio`, apart from it: listing songs reads no music. */
  bytes: { key: string; value: Blob };
}

export type PlayerDatabase = IDBPDatabase<Schema>;

let opened: Promise<PlayerDatabase> | null = null;

/**
 * The device's storage. IndexedDB and not the Cache API: browsers have it on pages without TLS too, which a venue's
 * own network often serves, and a song's bytes and what is known of them change in one transaction.
 * Rejects where the browser keeps nothing (some private windows).
 */
export function database(): Promise<PlayerDatabase> {
  opened ??= openDB<Schema>('djamms-player', 1, {
    upgrade: (db) => {
      db.createObjectStore('venues');
      db.createObjectStore('facts');
      db.createObjectStore('audio', { keyPath: 'key' });
      db.createObjectStore('bytes');
    },
    terminated: () => {
      opened = null;
    },
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}
