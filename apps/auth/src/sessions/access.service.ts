import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type InputOf, type OutputOf, type Role, type VenueRole, type getAccess } from '@djamms/contracts';
import { DataSource } from 'typeorm';
import { permissionsOf } from '../users/user-views.service';

interface AccessRow {
  username: string;
  role: Role;
  active: boolean;
  venues: Record<string, VenueRole> | null;
}

const nobody: OutputOf<typeof getAccess> = { active: false, username: '', role: 'guest', permissions: [], venues: {} };

/** What the bearer of a token may do at this moment, in one query. */
@Injectable()
export class AccessService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async of({ userId, sessionId }: InputOf<typeof getAccess>): Promise<OutputOf<typeof getAccess>> {
    const rows: AccessRow[] = await this.dataSource.query(
      `SELECT person.username, person.role,
              person.is_active AND session.ended_at IS NULL AND session.expires_at > now() AS active,
              (SELECT jsonb_object_agg(member.venue_id, member.role) FROM venue_members member WHERE member.user_id = person.id) AS venues
         FROM users person JOIN sessions session ON session.user_id = person.id
        WHERE person.id = $1 AND session.id = $2`,
      [userId, sessionId],
    );
    const row = rows[0];
    if (!row) return nobody;
    const venues = row.venues ?? {};
    return { ...row, venues, permissions: permissionsOf(row.role, Object.keys(venues).length > 0) };
  }
}
