import { setTimeout as sleep } from 'node:timers/promises';
import { type Server, type ServerResponse } from 'node:http';
import { DomainError, commonErrors } from '@djamms/contracts';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { sendProblem } from './problem.filter';

const lookMs = 50;
/** More than this may still be on its way to a slow client when its answer is written, bytes. */
const largeBytes = 64 * 1024;
/** For handlers to clean up behind a connection that was cut, e.g. to remove half an upload. */
const cleanUpMs = 250;

/**
 * The HTTP server's way in. It is left in three steps: answers ask their connections to go elsewhere, then nobody comes
 * in any more while requests in hand (also long streams) go on, then what is left is cut.
 */
export class HttpDoor {
  private readonly inHand = new Set<ServerResponse>();
  private state: 'open' | 'leaving' | 'closed' = 'open';
  private lastLargeAnswer = -Infinity;

  /**
   * @param lingerMs how long to stay after the last large answer was written: its end lies in the system's buffers until
   * the client takes it, and is lost with them where the network goes with the process, as that of a pod does
   */
  constructor(
    private readonly fastify: FastifyInstance,
    private readonly lingerMs = 0,
  ) {}

  /** Has to be called before any other hook is added. */
  watch(): void {
    this.fastify.addHook('onRequest', (request, reply, done) => {
      if (this.state === 'closed') return refuse(request, reply);
      // Whoever keeps connections alive, as balancers do, opens the next one at a replica that stays.
      if (this.state === 'leaving') void reply.header('Connection', 'close');
      this.inHand.add(reply.raw);
      const { socket } = request.raw;
      const before = socket.bytesWritten;
      reply.raw.once('finish', () => this.noteSize(socket.bytesWritten - before));
      reply.raw.once('close', () => this.inHand.delete(reply.raw));
      done();
    });
  }

  /** Everything is served as before, on connections that end with their answers. */
  leave(): void {
    if (this.state === 'open') this.state = 'leaving';
  }

  /**
   * Lets nobody in any more. Resolves when all requests in hand are answered and large answers have had their time to be
   * taken, or at once after `signal` was aborted.
   */
  async close(signal: AbortSignal): Promise<void> {
    this.state = 'closed';
    // Idle connections go with it.
    if (this.server.listening) this.server.close();
    while ((this.inHand.size > 0 || this.isBeingTaken()) && !signal.aborted) {
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
      this.server.closeIdleConnections();
    }
  }

  /** Ends what is still being answered. @returns how many that were. */
  async cut(): Promise<number> {
    const count = this.inHand.size;
    this.server.closeAllConnections();
    if (count > 0) await sleep(cleanUpMs);
    return count;
  }

  private noteSize(bytes: number): void {
    if (bytes > largeBytes) this.lastLargeAnswer = performance.now();
  }

  private isBeingTaken(): boolean {
    return performance.now() - this.lastLargeAnswer < this.lingerMs;
  }

  private get server(): Server {
    return this.fastify.server;
  }
}

function refuse(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('Connection', 'close');
  sendProblem(
    request,
    reply,
    new DomainError(commonErrors.service_unavailable, 'This server is being restarted. Try again in a moment.', {
      retryAfter: 1,
    }),
  );
}
