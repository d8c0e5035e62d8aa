import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  DomainError,
  commonErrors,
  getTrack,
  maxUploadBytes,
  streamTrack,
  trackErrors,
  uploadErrors,
} from '@djamms/contracts';
import { Rpc } from '@djamms/messaging';
import { CallSigner, answerError, venueOf } from '@djamms/platform';
import { type FastifyReply } from 'fastify';
import { Access } from '../access/access.guard';
import { callOf, type ApiRequest } from '../routes/call-of';
import { readInput } from '../routes/read-input';
import { fileServiceAway } from './media-proxy';

const uploadTimeoutMs = 10 * 60_000;
const formBytes = 256 * 1024;
const artworkSizes = ['150', '300', '600'];

/** Where bytes come in and go out: they take the way past NATS. */
@Controller('api/music/tracks')
export class TracksMediaController {
  constructor(
    private readonly rpc: Rpc,
    private readonly calls: CallSigner,
  ) {}

  /** Streams the multipart body on to the file service, which answers with the new track. */
  @Post()
  @Access('tracks:write')
  upload(@Req() request: ApiRequest, @Res() reply: FastifyReply, @Query('venueId') venueId?: string): void {
    if (!request.headers['content-type']?.startsWith('multipart/form-data')) {
      throw new DomainError(
        commonErrors.unsupported_media_type,
        'Send the file as multipart/form-data, in a part named “file”.',
      );
    }
    refuseTooLarge(request.headers['content-length']);
    const call = callOf(request, uploadTimeoutMs);
    const venue = venueOf(call.identity, venueId);
    void reply.from(`/media/uploads?venueId=${encodeURIComponent(venue)}`, {
      // Whoever waits for “100 Continue” (curl does) has had it from this server; the next hop is not asked again.
      rewriteRequestHeaders: (_request, { expect: _answered, ...headers }) => ({
        ...headers,
        [CallSigner.header]: this.calls.sign(call),
      }),
      onError: (failed) => answerError(fileServiceAway(), request, failed as FastifyReply),
    });
  }

  /** A redirect to the signed URL of the bytes; `?url=true` gives the URL itself, for players that set it as a source. */
  @Get(':id/stream')
  @Access('tracks:read')
  async stream(
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Query('url') wantsUrl?: string,
  ): Promise<void> {
    const input = readInput(getTrack, { params: { id }, query: {}, body: undefined });
    const target = await this.rpc.request(streamTrack, input, callOf(request));
    void reply.header('Cache-Control', 'private, no-store');
    if (wantsUrl === 'true') void reply.send(target);
    else void reply.redirect(target.url, 302);
  }

  @Get(':id/artwork')
  @Access('tracks:read')
  async artwork(
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
    @Query('size') size = '300',
  ): Promise<void> {
    if (!artworkSizes.includes(size))
      throw new DomainError(commonErrors.invalid_request, 'size must be 150, 300 or 600.', {
        errors: [{ path: 'size', message: 'must be 150, 300 or 600' }],
      });
    const track = await this.rpc.request(
      getTrack,
      readInput(getTrack, { params: { id }, query: {}, body: undefined }),
      callOf(request),
    );
    if (!track.thumbnailUrl) throw new DomainError(trackErrors.track_not_found, 'This track has no cover art.');
    void reply.redirect(track.thumbnailUrl.replace(/\/\d+\.jpg/, `/${size}.jpg`), 302);
  }
}

/** The form around the file takes a little; beyond that the answer is known before the first byte. */
function refuseTooLarge(contentLength: string | undefined): void {
  if (Number(contentLength ?? 0) <= maxUploadBytes + formBytes) return;
  throw new DomainError(
    uploadErrors.file_too_large,
    'The file is larger than 50 MB. Send a smaller one, e.g. as MP3 or Opus.',
  );
}
