import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { quietTurn } from './quiet-turn.js';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Works in so many turns of the event loop, and counts them. */
async function work(turns: number, inTurn: () => void): Promise<void> {
  for (let n = 0; n < turns; n++) {
    await turn();
    inTurn();
  }
}

describe('a quiet turn', () => {
  it('is none in which there is much to do', async () => {
    let worked = 0;
    const working = work(10, () => {
      block(10);
      worked++;
    });
    await quietTurn();
    expect(worked).toBe(10);
    await working;
  });

  it('is none in which something has come, however quickly it was done', async () => {
    let come = 0;
    const working = work(200, () => void come++);
    await quietTurn(() => come);
    expect(come).toBe(200);
    await working;
  });

  it('is less quiet the longer there is none', async () => {
    let worked = 0;
    let isOver = false;
    const working = work(1000, () => {
      if (isOver) return;
      block(1);
      worked++;
    });
    await quietTurn();
    isOver = true;
    expect(worked).toBeLessThan(500);
    await working;
  });
});
