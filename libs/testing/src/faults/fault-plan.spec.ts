import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../clock/virtual-clock.js';
import type { FaultKind } from './fault.js';
import { FaultPlan } from './fault-plan.js';

describe('what faults hold', () => {
  it.each<[FaultKind, number]>([
    [{ kind: 'hang' }, 1],
    [{ kind: 'slow', ms: 5 }, 1],
    // Its caller waits for another worker, and not for time.
    [{ kind: 'crash' }, 0],
  ])('%j', async (fault, held) => {
    let crashes = 0;
    const plan = new FaultPlan(new VirtualClock(), () => 1);
    plan.add({ ...fault, afterChunks: 0, isMeant: () => true });
    void plan.strike(
      () => undefined,
      undefined,
      () => (crashes += 1),
    );
    await new Promise((turn) => setImmediate(turn));
    expect(plan.held).toBe(held);
    expect(crashes).toBe(fault.kind === 'crash' ? 1 : 0);
  });
});
