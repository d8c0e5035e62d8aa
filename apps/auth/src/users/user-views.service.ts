import { Injectable } from '@nestjs/common';
import { Preferences, rolePermissions, type Permission, type Role, type User, type VenueRole } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { UserEntity } from './user.entity';

interface MembershipRow {
  id: string;
  slug: string;
  name: string;
  timezone: string;
  role: VenueRole;
}

/** Members of a venue steer it: they have at least a moderator's permissions, within their venues. */
export function permissionsOf(role: Role, isMember: boolean): Permission[] {
  const own = rolePermissions[role];
  return [...(isMember ? new Set([...own, ...rolePermissions.moderator]) : own)];
}

/** A user as clients see it. */
@Injectable()
export class UserViews {
  async of(manager: EntityManager, user: UserEntity): Promise<User> {
    const venues = await this.memberships(manager, user.id);
    return {
      id: user.id,
      username: user.username,
      email: user.email,
      role: user.role,
      permissions: permissionsOf(user.role, venues.length > 0),
      avatarUrl: user.avatarUrl,
      preferences: Preferences.parse(user.preferences),
      venues,
      createdAt: user.createdAt.toISOString(),
      lastLoginAt: user.lastLoginAt?.toISOString() ?? null,
    };
  }

  private memberships(manager: EntityManager, userId: string): Promise<MembershipRow[]> {
    return manager.query(
      `SELECT venue.id, venue.slug, venue.name, venue.timezone, member.role
         FROM venue_members member JOIN venues venue ON venue.id = member.venue_id
        WHERE member.user_id = $1 ORDER BY venue.name, venue.id`,
      [userId],
    );
  }
}
