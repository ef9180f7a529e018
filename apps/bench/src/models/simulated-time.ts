import { setTimeout as sleep } from 'node:timers/promises';

/** How long a simulated accelerator takes for a batch. */
export interface SimulatedTime {
  readonly batchMs: number;
  readonly itemMs: number;
}

export const SIMULATED: SimulatedTime = { batchMs: 5, itemMs: 0.2 };
export const SIMULATED_MAX_BATCH = 32;

export type Wait = (items: number, time: SimulatedTime) => Promise<void>;

/** As an accelerator does: the process is free meanwhile, and uses no CPU. */
export const waitByTimer: Wait = async (items, time) => {
  await sleep(durationMs(items, time));
};

/** As onnxruntime does: the process is stuck meanwhile. It uses no CPU here, so the machine stays quiet. */
export const waitStuck: Wait = async (items, time) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs(items, time));
};

const durationMs = (items: number, { batchMs, itemMs }: SimulatedTime): number => batchMs + itemMs * items;
