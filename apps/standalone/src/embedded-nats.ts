import { freePort, startNatsServer } from '@djamms/embedded';
import { KeptAlive } from './kept-alive';
import { type Secrets } from './secrets';
import { type Places } from './settings';

/** A NATS server on loopback with its messages in the data folder. `register` hears of it before it starts. */
export async function startEmbeddedNats(
  program: string,
  places: Places,
  secrets: Secrets,
  say: (line: string) => void,
  register: (server: KeptAlive) => void,
): Promise<string> {
  const options = { program, folder: places.nats, port: await freePort(), token: secrets.natsToken };
  let url = '';
  const launch = async () => {
    const running = await startNatsServer({ ...options, logFile: places.natsLog });
    url = running.url;
    return running;
  };
  const server = new KeptAlive('NATS', launch, say);
  register(server);
  await server.start();
  return url;
}
