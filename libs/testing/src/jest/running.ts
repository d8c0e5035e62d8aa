interface Stoppable {
  stop(): Promise<void>;
}

declare global {
  // Jest loads setup and teardown as separate modules; the process is what they share.
  var djammsTestServers: Stoppable | undefined;
}

export function rememberServers(servers: Stoppable): void {
  globalThis.djammsTestServers = servers;
}

export async function stopServers(): Promise<void> {
  await globalThis.djammsTestServers?.stop();
  globalThis.djammsTestServers = undefined;
}
