import { type CallInputOf, TrackTags, updateTrack } from '@djamms/contracts';
import { hasCode } from '@djamms/client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../session/api';
import { showError } from '../ui/notify';
import { useVenue } from '../venue/venue-context';
import { type Track } from './use-tracks';

export const tagNames = ['title', 'artist', 'album', 'genre', 'year'] as const;
export type TagName = (typeof tagNames)[number];
export type TagValues = Record<TagName, string>;
type TagErrors = Partial<Record<TagName, string>>;
type TagChange = Pick<CallInputOf<typeof updateTrack>, TagName>;

const Tags = TrackTags.pick({ title: true, artist: true, album: true, genre: true, year: true });

const valuesOf = (track: Track): TagValues => ({
  title: track.title,
  artist: track.artist,
  album: track.album ?? '',
  genre: track.genre ?? '',
  year: track.year === null ? '' : String(track.year),
});

/** Empty fields mean "not known"; title and artist must stay. */
function parseTags(values: TagValues): { change: TagChange; errors: TagErrors } {
  const orNull = (value: string): string | null => (value.trim() === '' ? null : value);
  const year = values.year.trim() === '' ? null : Number(values.year);
  const parsed = Tags.safeParse({ ...values, album: orNull(values.album), genre: orNull(values.genre), year });
  if (parsed.success) return { change: parsed.data, errors: {} };
  const errors: TagErrors = {};
  for (const issue of parsed.error.issues) {
    const name = tagNames.find((entry) => entry === issue.path[0]);
    if (name !== undefined) errors[name] = name === 'year' ? 'A year such as 1999' : 'Please fill in';
  }
  return { change: {}, errors };
}

function putIntoLists(client: QueryClient, venueId: string, track: Track): void {
  for (const list of ['tracks', 'search'])
    client.setQueriesData<{ items: Track[] }>({ queryKey: [list, venueId] }, (page) =>
      page === undefined ? page : { ...page, items: page.items.map((item) => (item.id === track.id ? track : item)) },
    );
}

/** The tags of one track while they are edited. Shows the change at once and takes it back when it is refused. */
export function useTagForm(track: Track, onClose: () => void) {
  const { venue } = useVenue();
  const client = useQueryClient();
  const [values, setValues] = useState(() => valuesOf(track));
  const [errors, setErrors] = useState<TagErrors>({});

  const store = async (change: TagChange): Promise<void> => {
    putIntoLists(client, venue.id, { ...track, ...change });
    try {
      putIntoLists(client, venue.id, await api.call(updateTrack, { id: track.id, version: track.version, ...change }));
    } catch (error) {
      putIntoLists(client, venue.id, track);
      showError(error, `The tags of “${track.title}” were not changed`);
      if (hasCode(error, 'track_changed')) await client.invalidateQueries({ queryKey: ['tracks', venue.id] });
    }
  };

  const save = (): void => {
    const result = parseTags(values);
    setErrors(result.errors);
    if (Object.keys(result.errors).length > 0) return;
    onClose();
    void store(result.change);
  };

  const setValue = (name: TagName, value: string): void => setValues((before) => ({ ...before, [name]: value }));
  return { values, errors, setValue, save };
}
