import { servedArm } from '../measure/served-arm.js';
import { TOKENS } from '../models/token-text.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/** Tokens that are all there at once: nothing but the way they go costs anything. */
export const burstStreams: Suite = {
  name: 'burst-streams',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 16, request: SQUARE, perAnswer: TOKENS.length };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('burst'), load, callers),
      servedArm('raw res.write', await bench.floor('raw-sse-burst'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'streams of 100 tokens ready at once, 16 clients: CPU per token',
        limit: atMost(2),
        unit: 'µs',
        value: (round) => measureOf(round, 'ours', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};
