import type { Disturbance } from './disturbance.js';
import { signal } from './signal.js';

/** `kill -9` of a worker, whatever it does. */
export const kill: Disturbance = {
  name: 'kill -9',
  weight: 3,
  async go(app, random) {
    const workers = app.workers();
    if (workers.length > 0) signal(random.pick(workers).pid, 'SIGKILL');
  },
};
