import type { AroundPredict } from '#runtime';
import type { VirtualClock } from '../clock/virtual-clock.js';
import { FaultPlan } from '../faults/fault-plan.js';
import type { FormedBatch } from './formed-batch.js';

/** What has run of one endpoint, and what is to go wrong in it; kept while its workers come and go. */
export class EndpointRecord {
  readonly batches: FormedBatch[] = [];
  readonly faults: FaultPlan;

  constructor(private readonly clock: VirtualClock) {
    this.faults = new FaultPlan(clock, () => this.batches.length);
  }

  /** @param crash ends the worker whose calls of `predict` go through what this returns */
  around(crash: () => void): AroundPredict {
    return (predict, input, contexts) => {
      const all = Array.isArray(contexts) ? contexts : [contexts];
      this.batches.push({
        size: all.length,
        input,
        startedAtMs: this.clock.now(),
        attempt: all[0]?.attempt ?? 0,
      });
      return this.faults.strike(predict, input, crash);
    };
  }
}
