import { compare, MIN_ROUNDS, type Arm } from '../measure/compare.js';
import { processTree } from '../measure/cpu.js';
import { privateMiB } from '../measure/memory.js';
import type { ModelName } from '../models/models.js';
import { atMost, measureOf, rowOf, type RowPlan } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import type { Suite } from './suite.js';

const ENDPOINTS = 64;
const QUICK_ENDPOINTS = 4;

/** What an app of many small models pays, with a worker for each and with one for all. */
export const manyEndpoints: Suite = {
  name: 'many-endpoints',
  run: async (bench) => {
    const { rounds, isQuick } = bench.effort;
    const count = isQuick ? QUICK_ENDPOINTS : ENDPOINTS;
    const arms = [arm(bench, 'own pools', 'many-own', count), arm(bench, 'one pool', 'many-shared', count)];
    const effort = { rounds: Math.min(rounds, MIN_ROUNDS), armMs: 0, warmUpMs: 0 };
    const measured = await compare(arms, effort);
    const plan = (what: string, measure: string, unit: string): RowPlan => ({
      name: `${count} endpoints: ${what} in one shared pool over pools of their own`,
      limit: atMost(0.2),
      unit: 'x',
      value: (round) => measureOf(round, 'one pool', measure) / measureOf(round, 'own pools', measure),
      show: [measure, unit],
    });
    return [
      rowOf(measured, plan('time to start', 'startMs', 'ms')),
      rowOf(measured, plan('private memory', 'memoryMiB', 'MiB')),
    ];
  },
};

function arm(bench: Bench, name: string, model: ModelName, endpoints: number): Arm {
  return {
    name,
    measure: async () => {
      const began = performance.now();
      const { pid } = await bench.ours(model, { BENCH_ENDPOINTS: String(endpoints) });
      const startMs = performance.now() - began;
      const memoryMiB = privateMiB(processTree(pid));
      await bench.stop();
      return { startMs, memoryMiB };
    },
  };
}
