import { Controller } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { listDeadLetters, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requirePermission } from '@djamms/platform';
import { Repository } from 'typeorm';
import { DeadLetterEntity } from './dead-letter.entity';

@Controller()
export class DeadLettersController {
  constructor(@InjectRepository(DeadLetterEntity) private readonly letters: Repository<DeadLetterEntity>) {}

  /** Newest first. */
  @Handle(listDeadLetters)
  async list(
    { page, pageSize }: InputOf<typeof listDeadLetters>,
    { identity }: Call,
  ): Promise<OutputOf<typeof listDeadLetters>> {
    requirePermission(identity, 'system:admin');
    const [found, total] = await this.letters.findAndCount({
      order: { failedAt: 'desc', id: 'desc', consumer: 'asc' },
      take: pageSize,
      skip: (page - 1) * pageSize,
    });
    const items = found.map(({ venueId: _, ...letter }) => ({ ...letter, failedAt: letter.failedAt.toISOString() }));
    return { items, total, page, pageSize };
  }
}
