import type { Arm } from '../measure/compare.js';
import { countCpu } from '../measure/server-process.js';
import type { FillJob } from '../models/queued.js';
import { measureOf, rowOf } from '../report/row.js';
import type { Suite } from './suite.js';

const ITEMS = 100_000;
const QUICK_ITEMS = 2_000;
const FEW = 1_000;

/** Whether an item costs more where many wait: a queue that sorts or searches itself shows here. */
export const queuedItems: Suite = {
  name: 'queued-items',
  run: async (bench) => {
    const items = bench.effort.isQuick ? QUICK_ITEMS : ITEMS;
    const { pid, port } = await bench.ours('queued');
    const arm = (name: string, atOnce: number): Arm => ({
      name,
      measure: async () => {
        const used = countCpu(pid);
        await fill(port, { items, atOnce });
        return { cpuUs: used() / 1000 / items };
      },
    });
    const rounds = await bench.compare([arm('all wait', items), arm('few wait', FEW)]);
    return [
      rowOf(rounds, {
        name: `${items} items that wait: CPU of an item over ${FEW} at a time`,
        unit: 'x',
        value: (round) => measureOf(round, 'all wait', 'cpuUs') / measureOf(round, 'few wait', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};

async function fill(port: number, job: FillJob): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/fill`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(job),
  });
  if (!answer.ok) throw new Error(`/fill answered ${answer.status}: ${await answer.text()}`);
}
