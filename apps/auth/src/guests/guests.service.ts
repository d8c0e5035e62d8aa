import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import {
  GuestClaims,
  guestAudience,
  guestTokenSeconds,
  type GuestSession,
  type InputOf,
  type openGuestSession,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { VenuesService } from '../venues/venues.service';
import { GuestLimits } from './guest-limits.service';

/** Seconds after its end for which a token still tells who came back. */
const rememberedSeconds = 30 * 86_400;

/** Guests have no account and leave nothing in the database: their signed token is all there is of them. */
@Injectable()
export class GuestsService {
  constructor(
    private readonly venues: VenuesService,
    private readonly limits: GuestLimits,
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  /**
   * A new guest, or the same one again whose token is shown. Asking for a venue that nobody has counts like a guest.
   * @throws DomainError `venue_not_found`, `rate_limited`
   */
  async open({ slug, token }: InputOf<typeof openGuestSession>, call: Call): Promise<GuestSession> {
    const [venue, earlier] = await Promise.all([this.venues.findByAddress(slug), this.earlier(token)]);
    const guestId = earlier !== null && earlier.venue === venue?.id ? earlier.sub : null;
    await this.limits.take(call.origin.ip, guestId === null ? 'new' : 'renewal');
    if (!venue) throw this.venues.notFound();
    return this.issue(guestId ?? randomUUID(), venue.id);
  }

  private async issue(guestId: string, venueId: string): Promise<GuestSession> {
    const options = { subject: guestId, audience: guestAudience, expiresIn: guestTokenSeconds };
    const token = await this.jwt.signAsync({ venue: venueId }, options);
    return { token, guestId, venueId, expiresIn: guestTokenSeconds };
  }

  /** What an earlier token says, if it is one of ours and ended not too long ago; it need not be good any more. */
  private async earlier(token: string | undefined): Promise<GuestClaims | null> {
    if (token === undefined) return null;
    try {
      const claims: unknown = await this.jwt.verifyAsync<object>(token, {
        algorithms: ['HS256'],
        issuer: 'djamms',
        audience: guestAudience,
        ignoreExpiration: true,
      });
      const read = GuestClaims.parse(claims);
      return read.exp + rememberedSeconds > this.clock.now().getTime() / 1000 ? read : null;
    } catch {
      return null;
    }
  }
}
