import { addPlaylistTracks, getTrack, listTracks, removePlaylistTrack } from '@djamms/contracts';
import { buildRequest } from './build-request';

const id = '0190b0a0-0000-7000-8000-000000000001';
const trackId = '0190b0a0-0000-7000-8000-000000000002';

describe('buildRequest', () => {
  it('puts named fields into the path and the rest into the query of a GET', () => {
    expect(buildRequest(getTrack, { id })).toEqual({ method: 'GET', path: `/music/tracks/${id}`, body: undefined });
    const { path } = buildRequest(listTracks, { page: 2, q: 'café & bar', sort: 'title:asc' });
    expect(new URLSearchParams(path.split('?')[1]).get('q')).toBe('café & bar');
    expect(path).toContain('page=2');
    expect(path).not.toContain('artist');
  });

  it('puts the rest into the body of a POST', () => {
    const request = buildRequest(addPlaylistTracks, { id, trackIds: [trackId] });
    expect(request.path).toBe(`/playlists/${id}/tracks`);
    expect(JSON.parse(request.body ?? '')).toEqual({ trackIds: [trackId] });
  });

  it('fills every parameter of a path and sends no body with DELETE', () => {
    const request = buildRequest(removePlaylistTrack, { id, trackId });
    expect(request).toEqual({ method: 'DELETE', path: `/playlists/${id}/tracks/${trackId}`, body: undefined });
  });

  it('refuses a wrong input before it is sent', () => {
    expect(() => buildRequest(getTrack, { id: '../../etc/passwd' })).toThrow('invalid_request');
  });
});
