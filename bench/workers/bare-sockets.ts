import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { PlayerSettings } from '@djamms/contracts';
import { Server } from 'socket.io';
import { z } from 'zod';
import { serve } from '../lib/worker';

/** Socket.IO alone: a command is sent on to the room at once, with nothing decided, stored or checked. */
serve(z.object({}), async () => {
  const server = createServer();
  const sockets = new Server(server, { transports: ['websocket'], serveClient: false });
  let revision = 0;
  sockets.on('connection', (socket) => {
    socket.on('venue:join', (body: { venueId: string }, done: (answer: object) => void) => {
      void socket.join(body.venueId);
      done({ status: 'joined', state: { revision } });
    });
    socket.on('command', (body: { venueId: string; value: number }, done: (answer: object) => void) => {
      revision += 1;
      const payload = { ...settings, master_volume: body.value };
      sockets
        .to(body.venueId)
        .emit('PLAYER_SETTINGS_UPDATE', { venueId: body.venueId, revision, serverTime: Date.now(), payload });
      done({ ok: true, result: { status: 'ok', revision } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port };
});

/** What the system sends for the same command. */
const settings = PlayerSettings.parse({});
