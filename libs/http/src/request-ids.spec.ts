import { describe, expect, it } from '@jest/globals';
import { RequestIds } from './request-ids.js';

describe('RequestIds', () => {
  it('never makes one twice, in this process or another', () => {
    const [one, other] = [new RequestIds(), new RequestIds()];
    const made = Array.from({ length: 1000 }, () => [one.next(), other.next()]).flat();
    expect(new Set(made).size).toBe(2000);
  });

  it('makes what is taken as an id when it comes back', () => {
    expect(new RequestIds().next()).toMatch(/^[A-Za-z0-9._-]{18,64}$/);
  });
});
