import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf } from '../core/paging';
import { Id, Instant, text } from '../core/primitives';

export const ActivityEntry = z
  .object({
    id: Id,
    eventType: z.string(),
    userId: Id.nullable(),
    username: z.string().nullable(),
    venueId: Id.nullable(),
    eventData: z.record(z.string(), z.unknown()),
    timestamp: Instant,
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    sessionId: Id.nullable(),
  })
  .meta({ id: 'ActivityEntry' });
export type ActivityEntry = z.infer<typeof ActivityEntry>;

/** Of the caller's venues; an admin without `venueId` sees all, also what belongs to no venue. */
export const listActivity = request({
  subject: 'monitoring.activity.list',
  input: PageQuery.extend({
    venueId: Id.optional(),
    eventType: text(60).optional(),
    userId: Id.optional(),
    from: Instant.optional(),
    to: Instant.optional(),
  }),
  output: pageOf(ActivityEntry),
  http: {
    method: 'GET',
    path: '/system/logs',
    tag: 'system',
    summary: 'The activity log, newest first',
    access: 'system:read',
  },
});

/** For the scheduler: forgets entries and dead letters that are older than their retention. */
export const applyRetention = request({
  subject: 'monitoring.activity.retain',
  input: z.object({}),
  output: z.object({ entries: z.number().int(), deadLetters: z.number().int() }),
  timeoutMs: 60_000,
});

/** `degraded`: the part does not work, and the process does its work another way. */
export const CheckResult = z
  .object({
    name: z.string(),
    status: z.enum(['up', 'degraded', 'down']),
    detail: z.string().nullable(),
    tookMs: z.number(),
  })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.infer<typeof CheckResult>;

/** What one process says of itself when asked over NATS. */
export const ServiceHealth = z
  .object({
    service: z.string(),
    instance: z.string(),
    version: z.string(),
    status: z.enum(['up', 'down']),
    uptimeSeconds: z.number(),
    checks: z.array(CheckResult),
  })
  .meta({ id: 'ServiceHealth' });
export type ServiceHealth = z.infer<typeof ServiceHealth>;

export const services = ['auth', 'music', 'playlist', 'search', 'scheduler', 'monitoring', 'file', 'gateway'] as const;
export type ServiceName = (typeof services)[number];

/** Every process answers this on its own (no queue group), so that each replica is heard. */
export const healthSubject = 'djamms.health.ask';

export const getSystemStatus = request({
  subject: 'monitoring.system.status',
  input: z.object({}),
  output: z.object({
    status: z.enum(['ok', 'degraded', 'down']),
    checkedAt: Instant,
    services: z.array(
      z.object({
        service: z.enum(services),
        status: z.enum(['up', 'down', 'missing']),
        instances: z.array(ServiceHealth),
      }),
    ),
  }),
  http: {
    method: 'GET',
    path: '/system/status',
    tag: 'system',
    summary: 'Health of every service, asked just now',
    access: 'system:read',
  },
});

export const DeadLetter = z
  .object({
    id: Id,
    subject: z.string(),
    kind: z.enum(['event', 'job']),
    consumer: z.string(),
    attempts: z.number().int(),
    error: z.string(),
    payload: z.unknown(),
    failedAt: Instant,
  })
  .meta({ id: 'DeadLetter' });

export const listDeadLetters = request({
  subject: 'monitoring.deadletter.list',
  input: PageQuery,
  output: pageOf(DeadLetter),
  http: {
    method: 'GET',
    path: '/system/dead-letters',
    tag: 'system',
    summary: 'Work that failed at its last try',
    access: 'system:admin',
  },
});
