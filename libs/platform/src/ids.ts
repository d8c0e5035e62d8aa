import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';

/** UUID v7 (RFC 9562): grows with time, so that indexes stay compact. */
export const newId = (): string => v7();

/** The server's clock; tests bring their own. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
