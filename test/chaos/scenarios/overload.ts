import { Agent } from 'node:http';
import type { Diagnostics } from '../../fixtures/chaos/diagnostics.js';
import { ChaosApp } from '../support/chaos-app.js';
import { expectAnswerOrError } from '../support/expect-reply.js';
import { closedLoop, forSeconds, openLoop, quantile } from '../support/load.js';
import { Random } from '../support/random.js';
import { Tally } from '../support/tally.js';
import { Violation } from '../support/violation.js';
import { question } from '../visits/healthy.js';
import type { Scenario } from './scenario.js';

/** What the model is made for, a second. */
const NOMINAL = 200;
const TIMES = 10;
const PATH = '/limited';
/** Enough to keep the model busy, few enough to wait less than its deadline. */
const CLOSED_CLIENTS = 24;
const CALIBRATE_SECONDS = 5;
/** Fewer than connections Node lets wait (511): the kernel resets what comes on top of them. */
const MOST_SOCKETS = 500;
const LEAST_GOODPUT = 0.95;
const HEAP_GROWTH_BYTES = 8 * 1024 ** 2;

/** Ten times as much as the model can do, sent whether it is answered or not. */
export const overload: Scenario = async ({ seed, adapter, seconds }) => {
  const random = new Random(seed);
  const app = await ChaosApp.start({ adapter, models: 'load' });
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_SOCKETS, timeout: 3000 });
  const outcomes = new Tally();
  const problems: string[] = [];
  const refusedMs: number[] = [];
  const send = async (): Promise<void> => {
    const asked = question(random);
    try {
      const reply = await app.post(PATH, asked, { agent });
      outcomes.add(String(reply.status));
      if (reply.status === 429) refusedMs.push(reply.tookMs);
      expectAnswerOrError(reply, asked, [429, 504]);
    } catch (error) {
      problems.push(error instanceof Violation ? error.message : String(error));
    }
  };
  try {
    const calm = await closedLoop(CLOSED_CLIENTS, forSeconds(CALIBRATE_SECONDS), send);
    const capacity = calm / CALIBRATE_SECONDS;
    const answeredBefore = outcomes.of('200');
    const before = await app.diagnostics();
    const began = performance.now();
    const sent = await openLoop(NOMINAL * TIMES, seconds, send);
    const tookSeconds = (performance.now() - began) / 1000;
    const grown = memory(await app.diagnostics()) - memory(before);
    const answered = (outcomes.of('200') - answeredBefore) / tookSeconds;
    if (answered < capacity * LEAST_GOODPUT)
      problems.push(`expected 95 % of ${capacity}/s, got ${answered}/s`);
    if (grown > HEAP_GROWTH_BYTES) problems.push(`expected a flat heap, got ${grown} bytes more`);
    const figures = [
      `${sent} requests at ${Math.round(sent / tookSeconds)}/s for ${Math.round(tookSeconds)} s`,
      `capacity ${capacity.toFixed(0)}/s, answered within the deadline ${answered.toFixed(0)}/s`,
      outcomes.toString(),
      `refused after ${quantile(refusedMs, 0.5).toFixed(1)} ms at the median as the client sees it`,
      `${(grown / 1024 ** 2).toFixed(1)} MiB more heap and external`,
    ];
    return { figures: figures.join('; '), problems };
  } finally {
    agent.destroy();
    await app.stop();
  }
};

const memory = ({ heapBytes, externalBytes }: Diagnostics): number => heapBytes + externalBytes;
