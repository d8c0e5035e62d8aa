import { z } from 'zod';
import { request } from '../core/contract';
import { KnownPermissions, KnownRole, KnownVenues, VenueRole } from '../core/identity';
import { Id, Instant, text } from '../core/primitives';
import { defineErrors } from '../core/problem';

export const authErrors = defineErrors({
  username_taken: { category: 'conflict', title: 'This user name is taken' },
  email_taken: { category: 'conflict', title: 'This email address already has an account' },
  bad_credentials: { category: 'unauthenticated', title: 'The name or the password is wrong' },
  account_inactive: { category: 'forbidden', title: 'This account is switched off' },
  refresh_invalid: { category: 'unauthenticated', title: 'The session has ended; sign in again' },
  login_limited: { category: 'rate_limited', title: 'Too many sign-in attempts' },
});

export const Username = z
  .string()
  .trim()
  .min(3)
  .max(40)
  .regex(/^[\p{L}\p{N}._-]+$/u, 'may hold letters, digits, dot, dash and underscore');
export const Email = z.string().trim().max(254).pipe(z.email());

/** At least 10 characters (NIST SP 800-63B asks for length, not for kinds of characters). */
export const Password = z.string().min(10).max(200);

export const Preferences = z
  .object({
    theme: z.enum(['dark', 'light', 'system']).default('dark'),
    notifications_enabled: z.boolean().default(true),
    default_volume: z.number().int().min(0).max(100).default(70),
    auto_play: z.boolean().default(true),
    language: z.string().min(2).max(35).default('en'),
    timezone: z.string().min(1).max(64).default('UTC'),
    min_to_tray_enabled: z.boolean().default(false),
    update_checks_enabled: z.boolean().default(true),
    telemetry_enabled: z.boolean().default(false),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.infer<typeof Preferences>;

export const VenueMembership = z
  .object({ id: Id, slug: z.string(), name: z.string(), timezone: z.string(), role: VenueRole })
  .meta({ id: 'VenueMembership' });

export const User = z
  .object({
    id: Id,
    username: z.string(),
    email: z.string(),
    role: KnownRole,
    permissions: KnownPermissions,
    avatarUrl: z.string().nullable(),
    preferences: Preferences,
    venues: z.array(VenueMembership),
    createdAt: Instant,
    lastLoginAt: Instant.nullable(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const Session = z
  .object({
    user: User,
    accessToken: z.string(),
    refreshToken: z.string(),
    /** Seconds until the access token ends. */
    expiresIn: z.number().int(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const register = request({
  subject: 'auth.user.register',
  input: z.object({
    username: Username,
    email: Email,
    password: Password,
    venueName: text(80).optional(),
    /** IANA time zone of the venue; the browser's is a good guess. */
    timezone: z.string().max(64).optional(),
  }),
  output: Session,
  errors: authErrors,
  http: {
    method: 'POST',
    path: '/auth/register',
    status: 201,
    tag: 'auth',
    summary: 'Create an account, and a venue with it',
    access: 'public',
    custom: true,
  },
});

export const login = request({
  subject: 'auth.session.login',
  input: z.object({
    username: z.string().max(254).optional(),
    email: z.string().max(254).optional(),
    password: z.string().max(200),
    totp: z.string().max(10).optional(),
  }),
  output: Session,
  errors: authErrors,
  http: {
    method: 'POST',
    path: '/auth/login',
    tag: 'auth',
    summary: 'Sign in by user name or email',
    access: 'public',
    custom: true,
  },
});

export const refresh = request({
  subject: 'auth.session.refresh',
  input: z.object({ refreshToken: z.string().max(200).optional() }),
  output: Session,
  errors: authErrors,
  http: {
    method: 'POST',
    path: '/auth/refresh',
    tag: 'auth',
    summary: 'Exchange the refresh token for new tokens',
    access: 'public',
    custom: true,
  },
});

export const logout = request({
  subject: 'auth.session.logout',
  input: z.object({ all: z.boolean().default(false) }),
  output: z.object({ success: z.literal(true) }),
  http: {
    method: 'POST',
    path: '/auth/logout',
    tag: 'auth',
    summary: 'End this session, or all',
    access: 'user',
    custom: true,
  },
});

export const getUser = request({
  subject: 'auth.user.get',
  input: z.object({}),
  output: User,
  http: { method: 'GET', path: '/auth/user', tag: 'auth', summary: 'The signed-in user', access: 'user' },
});

export const updateUser = request({
  subject: 'auth.user.update',
  input: z.object({
    username: Username.optional(),
    email: Email.optional(),
    avatarUrl: z.url().max(500).nullable().optional(),
    preferences: Preferences.partial().optional(),
  }),
  output: User,
  errors: authErrors,
  http: {
    method: 'PUT',
    path: '/auth/user',
    tag: 'auth',
    summary: 'Change the signed-in user’s profile',
    access: 'user',
  },
});

/** For the gateway: what a token's bearer may do now. Kept for at most 30 s there, so a change takes effect within a minute. */
export const getAccess = request({
  subject: 'auth.access.get',
  input: z.object({ userId: Id, sessionId: Id }),
  output: z.object({
    /** False when the account is switched off or the session has ended. */
    active: z.boolean(),
    username: z.string(),
    role: KnownRole,
    permissions: KnownPermissions,
    venues: KnownVenues,
  }),
});
