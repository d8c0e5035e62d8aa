import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Logger } from '@nestjs/common';
import { DomainError, Id, commonErrors } from '@djamms/contracts';
import { answerError, MediaSigner } from '@djamms/platform';
import { FilesService } from '../files/files.service';
import { type StoredFile } from '../files/stored-file.entity';
import { ObjectMissing, StorageDriver } from '../storage/storage-driver';
import { type ArtworkSize, artworkSizes, parseStorageKey } from '../storage/storage-key';
import { decideRange, type RangeDecision } from './byte-range';
import { evaluateConditions, rangeApplies } from './conditions';
import { FileSender } from './file-sender';

export interface MediaDependencies {
  files: FilesService;
  storage: StorageDriver;
  signer: MediaSigner;
  /** Whether shared caches (a CDN) may keep signed audio for as long as its URL is valid. */
  sharedCaching: boolean;
}

const logger = new Logger('Media');

/**
 * `/media`: stored files over HTTP as RFC 9110 describes it, with ranges and conditions. Audio needs a signed URL;
 * artwork is public, under an id that can't be guessed.
 */
export async function mediaPlugin(fastify: FastifyInstance, dependencies: MediaDependencies): Promise<void> {
  fastify.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  const sender = new FileSender(dependencies.storage);
  const media = new MediaRoutes(dependencies, sender);
  const method = ['GET', 'HEAD'];
  fastify.route({ method, url: '/media/audio/:fileId', handler: (request, reply) => media.audio(request, reply) });
  fastify.route({
    method,
    url: '/media/images/tracks/:trackId/:size(^\\d+).jpg',
    handler: (request, reply) => media.artwork(request, reply),
  });
}

class MediaRoutes {
  constructor(
    private readonly dependencies: MediaDependencies,
    private readonly sender: FileSender,
  ) {}

  async audio(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const fileId = parameter(request, 'fileId');
    const expires = this.verified(request, `/media/audio/${fileId}`);
    const file = Id.safeParse(fileId).success ? await this.dependencies.files.findAudio(fileId) : null;
    const scope = this.dependencies.sharedCaching ? 'public' : 'private';
    const maxAge = Math.max(0, Math.floor(expires - Date.now() / 1000));
    return this.answer(request, reply, file, `${scope}, max-age=${maxAge}, immutable`);
  }

  async artwork(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const trackId = parameter(request, 'trackId');
    const size = Number(parameter(request, 'size'));
    const exists = Id.safeParse(trackId).success && isArtworkSize(size);
    const file = exists ? await this.dependencies.files.findArtwork(trackId, size) : null;
    return this.answer(request, reply, file, 'public, max-age=31536000, immutable');
  }

  /** @returns when the URL ends, epoch seconds. @throws DomainError `forbidden` */
  private verified(request: FastifyRequest, path: string): number {
    const query = request.query as Record<string, unknown>;
    if (this.dependencies.signer.verify(path, query)) return Number(query.exp);
    throw new DomainError(
      commonErrors.forbidden,
      'This link is not valid, or no longer. Ask for the track again to get a new one.',
    );
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    file: StoredFile | null,
    cacheControl: string,
  ): Promise<FastifyReply> {
    if (!file) throw notFound();
    const validators = { etag: `"${file.sha256}"`, lastModified: file.createdAt };
    void reply.headers({
      'Accept-Ranges': 'bytes',
      'Cache-Control': cacheControl,
      ETag: validators.etag,
      'Last-Modified': validators.lastModified.toUTCString(),
      'X-Content-Type-Options': 'nosniff',
      // From a CDN's origin, too, windows may read what they play. Who knows the URL may have the bytes anyway.
      ...(this.dependencies.sharedCaching ? { 'Access-Control-Allow-Origin': '*' } : {}),
    });
    switch (evaluateConditions(request.headers, validators)) {
      case 'not_modified':
        return reply.code(304).send();
      case 'precondition_failed':
        return reply.code(412).send();
      case 'proceed':
        break;
    }
    // A range means something for GET only (RFC 9110, section 14.2).
    const wantsRange = request.method === 'GET' && rangeApplies(request.headers['if-range']?.toString(), validators);
    const decision = decideRange(wantsRange ? request.headers.range : undefined, file.size);
    return this.transfer(request, reply, file, decision);
  }

  private async transfer(
    request: FastifyRequest,
    reply: FastifyReply,
    file: StoredFile,
    decision: RangeDecision,
  ): Promise<FastifyReply> {
    if (decision.kind === 'unsatisfiable') {
      void reply.header('Content-Range', `bytes */${file.size}`).removeHeader('ETag').removeHeader('Last-Modified');
      void reply.header('Cache-Control', 'no-store');
      throw new DomainError(rangeError, `The file has ${file.size} bytes; the range begins behind its end.`);
    }
    const span = decision.kind === 'part' ? decision.span : { start: 0, end: file.size - 1 };
    const headers = { 'Content-Type': file.mime, 'Content-Length': span.end - span.start + 1 };
    void reply.code(decision.kind === 'part' ? 206 : 200).headers(headers);
    if (decision.kind === 'part') void reply.header('Content-Range', `bytes ${span.start}-${span.end}/${file.size}`);
    if (request.method === 'HEAD') return reply.send();
    const source = await this.open(file, span, reply);
    reply.hijack();
    reply.raw.statusCode = reply.statusCode;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    this.sender.send(source, span, reply.raw).catch((error: unknown) => {
      logger.error({ err: error, fileId: file.id }, 'A file could not be sent to its end');
    });
    return reply;
  }

  /** What is still cached but no longer stored was deleted through another replica. */
  private async open(file: StoredFile, span: { start: number; end: number }, reply: FastifyReply) {
    try {
      return await this.sender.open(parseStorageKey(file.storageKey), span);
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error;
      this.dependencies.files.forget(file.id, file.trackId);
      for (const name of ['Content-Range', 'Content-Length', 'ETag', 'Last-Modified']) void reply.removeHeader(name);
      void reply.header('Cache-Control', 'no-store');
      throw notFound();
    }
  }
}

const rangeError = {
  code: 'range_not_satisfiable',
  category: 'range_not_satisfiable',
  title: 'The range is not satisfiable',
} as const;

const notFound = (): DomainError => new DomainError(commonErrors.not_found, 'There is no such file, or no longer.');
const isArtworkSize = (size: number): size is ArtworkSize => artworkSizes.some((known) => known === size);
const parameter = (request: FastifyRequest, name: string): string =>
  (request.params as Record<string, string>)[name] ?? '';
