import { servedArm } from '../measure/served-arm.js';
import type { Round } from '../measure/compare.js';
import { TOKENS } from '../models/token-text.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/**
 * Tokens that come one by one, so that each goes its way alone. The floor of the first byte makes them in another process,
 * too: 64 streams share the turns of each process that they pass, and whoever has one process less waits less.
 */
export const pacedStreams: Suite = {
  name: 'paced-streams',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 64, request: SQUARE, perAnswer: TOKENS.length };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('turns'), load, callers),
      servedArm('hop + res.write', await bench.floor('hop-sse-turns'), load, callers),
      servedArm('raw res.write', await bench.floor('raw-sse-turns'), load, callers),
      servedArm('nest', await bench.floor('nest-sse-turns'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'one token per turn, 64 clients: CPU per token over raw res.write',
        limit: atMost(1.6),
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, 'raw res.write', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
      rowOf(rounds, {
        name: 'one token per turn, 64 clients: p50 to the first byte over a bare hop and res.write',
        limit: atMost(2),
        unit: 'x',
        value: ttftOver('hop + res.write'),
        show: ['ttftP50', 'ms'],
      }),
      rowOf(rounds, {
        name: 'the same over raw res.write in the process that makes the tokens',
        unit: 'x',
        value: ttftOver('raw res.write'),
        show: ['ttftP50', 'ms'],
      }),
    ];
  },
};

const ttftOver =
  (floor: string) =>
  (round: Round): number =>
    measureOf(round, 'ours', 'ttftP50') / measureOf(round, floor, 'ttftP50');
