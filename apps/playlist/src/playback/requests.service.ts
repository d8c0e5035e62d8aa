import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  commonErrors,
  requestErrors,
  type Identity,
  type InputOf,
  type RequestAnswer,
  type RequestRules,
  type createRequest,
  type rejectRequest,
  type updateRequestRules,
} from '@djamms/contracts';
import { serviceCall, type Call } from '@djamms/messaging';
import { Clock, newId, personOf, requirePermission, requireVenue, requireVisit } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { TrackFinder } from './track-finder';
import { type NewRequest } from './domain/effects';
import { type Input, type MadeRequest } from './domain/input';
import { PlaybackService, type Act } from './playback.service';
import { RequestsReader } from './requests.reader';
import { findFacts, findRequest, venueOfRequest } from './store/request-reader';

type CreateInput = InputOf<typeof createRequest>;

/** What guests ask for, and what staff makes of it. */
@Injectable()
export class RequestsService {
  constructor(
    private readonly playback: PlaybackService,
    private readonly tracks: TrackFinder,
    private readonly reader: RequestsReader,
    private readonly clock: Clock,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async create(input: CreateInput, call: Call): Promise<RequestAnswer> {
    const { venueId, song } = input;
    requireVisit(call.identity, venueId);
    const requesterId = requesterOf(input, call.identity);
    // A guest has no account at music; the venue was checked here.
    const trackId = await this.tracks.idOf(venueId, song, serviceCall('playlist', { traceparent: call.traceparent }));
    const asked = new Asked();
    const done = await this.playback.act({
      venueId,
      call,
      admit: requireVisit,
      // Guests must not meet each other's commands, nor staff's, by a guessed id.
      commandId: input.commandId && `request ${requesterId} ${input.commandId}`,
      get itemId() {
        return asked.id;
      },
      input: async (manager, state) => {
        const request = await this.newRequest(manager, { ...input, requesterId }, trackId, asked.renew(), call);
        const facts = await findFacts(manager, state, request, this.clock.now().getTime());
        if (facts.own) asked.id = facts.own.id;
        return { kind: 'request', request, facts };
      },
    });
    const isDuplicate = done.duplicate || done.outcome === 'ignored';
    return this.reader.answer(done.itemId ?? asked.id, isDuplicate);
  }

  approve(id: string, call: Call): Promise<RequestAnswer> {
    return this.decide(id, call, 'song_request_approved', (request) => ({ kind: 'approve_request', request }));
  }

  reject({ id, reason }: InputOf<typeof rejectRequest>, call: Call): Promise<RequestAnswer> {
    return this.decide(id, call, 'song_request_rejected', (request) => ({
      kind: 'reject_request',
      request,
      reason: reason ?? null,
    }));
  }

  /** Only who asked may take it back; for everybody else it does not exist. */
  async withdraw(id: string, call: Call): Promise<RequestAnswer> {
    const venueId = await this.venueOf(id);
    requireVisitTo(call.identity, venueId);
    const person = personOf(call.identity);
    return this.end(id, {
      venueId,
      call,
      admit: requireVisit,
      input: async (manager) => {
        const request = await find(manager, id);
        if (request.requesterId !== person?.id) refuseUnknown();
        return { kind: 'withdraw_request', request };
      },
    });
  }

  async changeRules(input: InputOf<typeof updateRequestRules>, call: Call): Promise<RequestRules> {
    const { id: venueId, ...rules } = input;
    const { state } = await this.playback.act({
      venueId,
      call,
      steered: { action: 'request_rules_changed', detail: rules },
      input: () => ({ kind: 'change_request_rules', rules }),
    });
    return state.requestRules;
  }

  private async decide(
    id: string,
    call: Call,
    action: string,
    input: (request: MadeRequest) => Input,
  ): Promise<RequestAnswer> {
    const venueId = await this.venueOf(id);
    requireVenue(call.identity, venueId, requestErrors.request_not_found);
    return this.end(id, {
      venueId,
      call,
      steered: { action, detail: { requestId: id } },
      input: async (manager) => input(await find(manager, id)),
    });
  }

  private async end(id: string, act: Act): Promise<RequestAnswer> {
    const { outcome } = await this.playback.act(act);
    return this.reader.answer(id, outcome === 'ignored');
  }

  private async venueOf(id: string): Promise<string> {
    return (await venueOfRequest(this.dataSource.manager, id)) ?? refuseUnknown();
  }

  private async newRequest(
    manager: EntityManager,
    { venueId, requesterId, paymentId }: CreateInput & { requesterId: string },
    trackId: string,
    id: string,
    { identity }: Call,
  ): Promise<NewRequest> {
    const song = await this.tracks.song(manager, venueId, trackId);
    const addedBy = identity.kind === 'user' ? identity.userId : null;
    // What a payment is worth is for its provider to confirm; until then a request is a free one.
    return { id, requesterId, song, credit: 0, paymentId: paymentId ?? null, addedBy };
  }
}

/** The request that a call is answered with: a new one, or the same guest's own that waits already. */
class Asked {
  id = newId();

  /** The transaction may run more than once. */
  renew(): string {
    this.id = newId();
    return this.id;
  }
}

/**
 * On whose account is asked: a guest on their own; staff and other software may name somebody.
 * @throws DomainError `forbidden`, or `invalid_request` when nobody is named
 */
function requesterOf({ requesterId }: CreateInput, identity: Identity): string {
  const person = personOf(identity);
  if (person?.kind === 'guest') return person.id;
  if (requesterId !== undefined && requesterId !== person?.id) requirePermission(identity, 'playlists:write');
  const asked = requesterId ?? person?.id;
  if (asked !== undefined) return asked;
  throw new DomainError(commonErrors.invalid_request, 'Say by requesterId who asks for the song.');
}

async function find(manager: EntityManager, id: string): Promise<MadeRequest> {
  return (await findRequest(manager, id)) ?? refuseUnknown();
}

function requireVisitTo(identity: Identity, venueId: string): void {
  if (identity.kind === 'guest' && identity.venueId === venueId) return;
  requireVenue(identity, venueId, requestErrors.request_not_found);
}

function refuseUnknown(): never {
  throw new DomainError(requestErrors.request_not_found, 'There is no such request.');
}
