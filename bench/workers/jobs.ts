import { z } from 'zod';

/** What workers are asked and what they answer. */

export const Listening = z.object({ port: z.number() });

export const HttpLoadJob = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  connections: z.number(),
  seconds: z.number(),
});
export const HttpLoadResult = z.object({ requestsPerSecond: z.number() });

const Step = z.object({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
});
export const LatencyJob = z.object({
  baseUrl: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Sent one after the other, each connection beginning at another one. */
  steps: z.array(Step),
  connections: z.number(),
  requests: z.number(),
  /** All in all; unlimited unless given. */
  perSecond: z.number().optional(),
});
export type LatencyJob = z.infer<typeof LatencyJob>;
/** Milliseconds of each request. */
export const LatencyResult = z.object({ milliseconds: z.array(z.number()) });

export const DownloadJob = z.object({
  port: z.number(),
  path: z.string(),
  /** Of the file, bytes. */
  size: z.number(),
  /** Bytes asked for at once, from anywhere in the file; the whole file unless given. */
  rangeBytes: z.number().optional(),
  connections: z.number(),
  seconds: z.number(),
});
export type DownloadJob = z.infer<typeof DownloadJob>;
export const DownloadResult = z.object({ megabytesPerSecond: z.number() });

export const FirstByteJob = z.object({
  port: z.number(),
  path: z.string(),
  size: z.number(),
  /** Connections that ask for the whole file and then stop reading. */
  stalled: z.number(),
  samples: z.number(),
});
export const FirstByteResult = z.object({ milliseconds: z.array(z.number()) });

export const DatabaseJob = z.object({ databaseUrl: z.string() });
export const ElasticsearchJob = DatabaseJob.extend({
  elasticsearchUrl: z.string(),
  /** To be made, and dropped by whoever asks. */
  index: z.string(),
});
export const ColdJob = z.object({
  databaseUrl: z.string(),
  /** Whose library is read. */
  scope: z.string(),
  /** What is searched for then. */
  query: z.string(),
});
export const ColdResult = z.object({
  tracks: z.number(),
  bytes: z.number(),
  milliseconds: z.number(),
  /** Of the event loop, milliseconds. */
  longestStall: z.number(),
  /** Milliseconds. */
  firstSearch: z.number(),
});
export const FileJob = z.object({ file: z.string() });
export const FolderJob = z.object({ folder: z.string() });

export const WindowsJob = z.object({
  url: z.string(),
  /** Of the windows that send the commands: the first four. */
  token: z.string(),
  /** Of all others, in turn: guests may open a few windows each. */
  guestTokens: z.array(z.string()),
  venueId: z.string(),
  windows: z.number(),
  commands: z.number(),
  /** Commands a second, sent whether or not the ones before have been heard; one after the other unless given. */
  perSecond: z.number().optional(),
  /** Whose memory the windows cost. */
  serverPid: z.number().optional(),
});
export type WindowsJob = z.infer<typeof WindowsJob>;
export const WindowsResult = z.object({
  /** From sending each command until the last window has heard what it changed. */
  milliseconds: z.array(z.number()),
  /** What the server's process grew by while the windows joined, MB; null when no process was named. */
  grownMb: z.number().nullable(),
});
