import type { Device } from '#endpoint';

/** The CPU with one thread, as a worker gets it. */
export const cpuDevice: Device = {
  type: 'cpu',
  index: 0,
  uuid: undefined,
  worker: 0,
  threads: 1,
  sessionOptions: () => ({
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }),
};
