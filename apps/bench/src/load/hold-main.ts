/** The program that holds connections to a server and says nothing on them. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { serveJobs } from '../measure/job-process.js';

export interface HoldJob {
  readonly port: number;
  readonly count: number;
}

/** As many as a listening socket surely queues. */
const AT_ONCE = 100;

/** They stay until this process ends. */
serveJobs(async ({ port, count }: HoldJob): Promise<void> => {
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const sockets = Array.from({ length: Math.min(AT_ONCE, count - opened) }, () =>
      connect(port, '127.0.0.1'),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  }
});
