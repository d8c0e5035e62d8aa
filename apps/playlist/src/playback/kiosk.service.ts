import { Injectable } from '@nestjs/common';
import { findVenue, type OutputOf, type getKiosk } from '@djamms/contracts';
import { Rpc, serviceCall, type Call } from '@djamms/messaging';
import { PlaybackReader } from './playback.reader';
import { SharedReads } from './shared-reads';

type Kiosk = OutputOf<typeof getKiosk>;

/** What a guest may see: the address alone lets in, and nothing is shown that the room does not hear or see. */
@Injectable()
export class KioskService {
  /** A whole room may open the page when the code appears on the screen. */
  private readonly views = new SharedReads<Kiosk>();

  constructor(
    private readonly rpc: Rpc,
    private readonly playback: PlaybackReader,
  ) {}

  /** @throws DomainError `venue_not_found` */
  show(slug: string, { traceparent }: Call): Promise<Kiosk> {
    return this.views.take(slug, async () => {
      // The look-up is the service's own, whoever asks.
      const venue = await this.rpc.request(findVenue, { slug }, serviceCall('playlist', { traceparent }));
      return { venue, ...(await this.playback.kiosk(venue.id)), prices: [] };
    });
  }
}
