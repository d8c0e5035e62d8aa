import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { DomainError, Id, TrackTags, commonErrors, invalidRequest, maxUploadBytes } from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { answerError, CallSigner, requirePermission, venueOf } from '@djamms/platform';
import { z } from 'zod';
import { discardRest, readForm } from './form-reader';
import { tooLarge, UploadReceiver } from './upload-receiver';
import { UploadService } from './upload.service';

export interface UploadDependencies {
  calls: CallSigner;
  receiver: UploadReceiver;
  uploads: UploadService;
}

/** Longest upload, and how long what follows it may take. */
const uploadTimeoutMs = 30 * 60_000;
/** Room for the form around the file. */
const formOverhead = 256 * 1024;
/** How much of a refused upload is still read, so that its sender hears the answer. */
const discard = { bytes: 512 * 1024 * 1024, ms: 30_000 };

const UploadQuery = z.object({ venueId: Id.optional() });

const given = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional());
const { title, artist, album, genre } = TrackTags.shape;
/** What may be typed along with the file. An empty field counts as not given. */
const TypedTags = z.strictObject({
  title: given(title),
  artist: given(artist),
  album: given(album),
  genre: given(genre),
  year: given(z.coerce.number().int().min(0).max(9_999)),
});

/** `POST /media/uploads`, behind the gateway: a multipart form with one `file` becomes a track. */
export async function uploadPlugin(fastify: FastifyInstance, dependencies: UploadDependencies): Promise<void> {
  fastify.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  fastify.removeAllContentTypeParsers();
  // The body is read as a stream by the handler.
  fastify.addContentTypeParser('*', (_request, _body, done) => done(null));
  fastify.post('/media/uploads', (request, reply) => handleUpload(request, reply, dependencies));
}

async function handleUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  dependencies: UploadDependencies,
): Promise<void> {
  try {
    const call = authenticate(request, dependencies.calls);
    const venueId = venueOf(call.identity, parse(UploadQuery, request.query, 'query').venueId);
    if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes + formOverhead) throw tooLarge();
    const form = await readForm(request.raw, dependencies.receiver);
    const typedTags = await parseOrRemove(form.fields, () => dependencies.receiver.abandon(form.file));
    const track = await dependencies.uploads.accept(
      { venueId, received: form.file, fileName: form.fileName, typedTags },
      call,
    );
    await reply.code(201).header('Location', `/api/music/tracks/${track.id}`).send(track);
  } catch (error) {
    const isReadToEnd = await discardRest(request.raw, discard.bytes, discard.ms);
    if (!isReadToEnd) void reply.header('Connection', 'close');
    throw error;
  }
}

function authenticate(request: FastifyRequest, calls: CallSigner): Call {
  const header = request.headers[CallSigner.header];
  const call = calls.verify(typeof header === 'string' ? header : undefined, uploadTimeoutMs);
  if (!call) throw new DomainError(commonErrors.unauthenticated, 'Uploads come through the gateway.');
  requirePermission(call.identity, 'tracks:write');
  return call;
}

async function parseOrRemove(fields: Record<string, string>, remove: () => Promise<void>): Promise<Partial<TrackTags>> {
  try {
    return parse(TypedTags, fields);
  } catch (error) {
    await remove();
    throw error;
  }
}

function parse<T extends z.ZodType>(schema: T, value: unknown, prefix = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error, prefix);
  return result.data;
}
