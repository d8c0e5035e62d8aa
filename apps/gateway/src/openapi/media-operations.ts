type Json = Record<string, unknown>;

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const common = {
  '401': problem('unauthenticated'),
  '403': problem('forbidden'),
  '404': problem('track_not_found'),
  '503': problem('service_unavailable'),
};

/** Operations that move bytes, which the contracts of messages do not describe. */
export const mediaOperations: Record<string, Json> = {
  '/api/music/tracks': {
    post: {
      operationId: 'file.upload.receive',
      tags: ['music'],
      summary: 'Upload an audio file; processing goes on in the background',
      parameters: [{ name: 'venueId', in: 'query', required: false, schema: { type: 'string', format: 'uuid' } }],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: {
              type: 'object',
              required: ['file'],
              properties: {
                file: {
                  type: 'string',
                  format: 'binary',
                  description: 'MP3, FLAC, WAV, AAC (m4a), OGG (Vorbis, Opus); 50 MB at most',
                },
                title: { type: 'string' },
                artist: { type: 'string' },
                album: { type: 'string' },
                genre: { type: 'string' },
                year: { type: 'string' },
              },
            },
          },
        },
      },
      responses: {
        '201': {
          description: 'Stored',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Track' } } },
        },
        ...common,
        '400': problem('file_missing, upload_incomplete'),
        '409': problem('track_exists'),
        '413': problem('file_too_large'),
        '415': problem('not_audio'),
        '422': problem('audio_unreadable'),
      },
    },
  },
  '/api/music/tracks/{id}/stream': {
    get: {
      operationId: 'music.track.stream',
      tags: ['music'],
      summary: 'The audio: a redirect to a signed URL that answers ranges (RFC 9110)',
      parameters: [
        idParameter,
        {
          name: 'url',
          in: 'query',
          required: false,
          schema: { type: 'boolean' },
          description: 'true: answer with the URL instead of a redirect',
        },
      ],
      responses: {
        '200': {
          description: 'With url=true',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['url', 'expiresAt'],
                properties: { url: { type: 'string' }, expiresAt: { type: 'string', format: 'date-time' } },
              },
            },
          },
        },
        '302': { description: 'To the bytes' },
        ...common,
        '422': problem('track_not_streamable'),
      },
    },
  },
  '/api/music/tracks/{id}/artwork': {
    get: {
      operationId: 'music.track.artwork',
      tags: ['music'],
      summary: 'The cover art: a redirect to a JPEG',
      parameters: [
        idParameter,
        {
          name: 'size',
          in: 'query',
          required: false,
          schema: { type: 'string', enum: ['150', '300', '600'], default: '300' },
        },
      ],
      responses: { '302': { description: 'To the picture' }, ...common },
    },
  },
};
