import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { BodyBudget } from './body-budget.js';

const request = (headers: Record<string, string>): IncomingMessage => ({ headers }) as never;
const declaring = (bytes: number): IncomingMessage => request({ 'content-length': String(bytes) });

describe('BodyBudget', () => {
  it('takes what a body says it will be, before any of it is there, and nothing more as it comes', () => {
    const budget = new BodyBudget(100);
    const share = budget.open();
    expect(share.reserve(declaring(60))).toBeUndefined();
    expect(share.add(60)).toBeUndefined();
    expect(budget.heldBytes).toBe(60);
  });

  it.each([{}, { 'content-length': '10', 'content-encoding': 'gzip' }])(
    'takes what comes of a body with %p',
    (headers) => {
      const budget = new BodyBudget(100);
      const share = budget.open();
      share.reserve(request(headers));
      expect(budget.heldBytes).toBe(0);
      share.add(40);
      share.add(20);
      expect(budget.heldBytes).toBe(60);
    },
  );

  it('has no room beyond its size, and some again when a request is over', () => {
    const budget = new BodyBudget(100);
    const [first, second] = [budget.open(), budget.open()];
    first.reserve(declaring(60));
    expect(second.reserve(declaring(41))).toMatchObject({ code: 'buffer_full', retryAfterSeconds: 1 });
    expect(budget.heldBytes).toBe(60);
    first.release();
    expect(second.reserve(declaring(100))).toBeUndefined();
    second.release();
    second.release();
    expect(budget.heldBytes).toBe(0);
  });

  it('has no room in the middle of a body of unknown length', () => {
    const budget = new BodyBudget(100);
    const share = budget.open();
    expect(share.add(100)).toBeUndefined();
    expect(share.add(1)?.code).toBe('buffer_full');
  });

  it('takes nothing for a request that is over, whatever a decoder still has of it', () => {
    const budget = new BodyBudget(100);
    const share = budget.open();
    share.add(10);
    share.release();
    share.add(10);
    expect(budget.heldBytes).toBe(0);
  });
});
