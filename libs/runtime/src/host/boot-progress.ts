import type { FromWorkerControl } from '#wire';

/** Told of each step of a boot: before it, and after it with the time it took. */
export interface BootProgress {
  begins(step: string): void;
  ended(step: string, ms: number): void;
}

/** Tells the HTTP process. */
export function bootProgress(control: (message: FromWorkerControl) => void): BootProgress {
  return {
    begins: (step) => control({ litserve: 'step', step }),
    ended: (step, ms) => control({ litserve: 'progress', step, ms }),
  };
}
