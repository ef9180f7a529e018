import { describe, expect, it, jest } from '@jest/globals';
import { Revocation } from './revocation.js';

describe('Revocation', () => {
  it('tells its listener once', () => {
    const [revocation, listener] = [new Revocation(), jest.fn()];
    revocation.addEventListener('abort', listener);
    expect(revocation.aborted).toBe(false);
    revocation.abort();
    revocation.abort();
    expect(revocation.aborted).toBe(true);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('tells nobody who no longer listens', () => {
    const [revocation, listener] = [new Revocation(), jest.fn()];
    revocation.addEventListener('abort', listener);
    revocation.removeEventListener('abort', listener);
    revocation.abort();
    expect(listener).not.toHaveBeenCalled();
  });
});
