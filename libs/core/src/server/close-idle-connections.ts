import type { Server } from 'node:net';

const INTERVAL_MS = 50;

/**
 * Closes connections as they become idle, from now until the server has closed. Node does so once, when `close` is
 * called; one whose answer was under way then stays open for `keepAliveTimeout`, which is 72 s with Fastify, and
 * `app.close()` waits for it.
 */
export function closeIdleConnections(server: Server): void {
  // Without `listen` it will never say that it has closed. HTTP/2 servers end idle sessions themselves.
  if (!server.listening || !hasIdleConnections(server)) return;
  const timer = setInterval(() => server.closeIdleConnections(), INTERVAL_MS).unref();
  server.once('close', () => clearInterval(timer));
}

function hasIdleConnections(server: Server): server is Server & { closeIdleConnections(): void } {
  return 'closeIdleConnections' in server && typeof server.closeIdleConnections === 'function';
}
