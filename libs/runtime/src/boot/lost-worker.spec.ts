import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { LitServeConfigurationError } from '#common';
import { refuseToServe } from './lost-worker.js';
import type { ForkedProcess } from './parent-link.js';

class Forked extends EventEmitter implements ForkedProcess {
  readonly connected = true;
  readonly did: unknown[] = [];

  send(message: unknown, _handle: undefined, _options: object, written: (error: null) => void): boolean {
    this.did.push(message);
    setImmediate(written, null);
    return true;
  }

  exit(code: number): void {
    this.did.push(code);
  }
}

describe('refuseToServe', () => {
  it('tells the parent why, names the file and the cure, and then ends', async () => {
    const self = new Forked();
    await expect(refuseToServe('/app/some.test.ts', self)).rejects.toThrow(LitServeConfigurationError);
    expect(self.did).toEqual([
      {
        litserve: 'boot-failed',
        error: expect.objectContaining({
          message: expect.stringMatching(/\/app\/some\.test\.ts makes its app .* worker: 'dist\/main\.js'/s),
        }),
      },
      71,
    ]);
  });
});
