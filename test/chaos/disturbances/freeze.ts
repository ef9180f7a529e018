import { setTimeout as sleep } from 'node:timers/promises';
import type { Disturbance } from './disturbance.js';
import { signal } from './signal.js';

/** A worker that gets no time for a while, as on a machine that swaps. */
export const freeze: Disturbance = {
  name: 'freeze',
  weight: 2,
  async go(app, random) {
    const workers = app.workers();
    if (workers.length === 0) return;
    const { pid } = random.pick(workers);
    signal(pid, 'SIGSTOP');
    await sleep(random.between(50, 1500));
    signal(pid, 'SIGCONT');
  },
};
