import { type Socket } from 'socket.io';

/**
 * Ends a connection whose other side takes nothing: what waits is thrown away. A close in good form stands behind all
 * that waits, and would be waited for until the WebSocket's own time-out.
 */
export function cutOff(socket: Pick<Socket, 'conn' | 'request'>): void {
  socket.conn.close(true);
  socket.request.socket.destroy();
}
