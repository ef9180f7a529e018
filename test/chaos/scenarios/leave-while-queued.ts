import { Agent } from 'node:http';
import { eventually } from '../checks/eventually.js';
import { ChaosApp } from '../support/chaos-app.js';
import { beginExchange } from '../support/exchange.js';
import { expectThat } from '../support/violation.js';
import type { Scenario } from './scenario.js';

const CLIENTS = 2000;
const BATCH = 16;
const BLOCKED_MS = 20_000;
const SETTLE_MS = 30_000;

/** Clients that disconnect while the model is busy with somebody else. */
export const leaveWhileQueued: Scenario = async ({ adapter, scale }) => {
  const clients = Math.round(CLIENTS * scale);
  const app = await ChaosApp.start({ adapter, models: 'load' });
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  try {
    // The model is busy with this one; what comes meanwhile waits, but for what a free slot of the worker has taken.
    const first = app.post('/blocking', { nonce: 'first', n: 1, ms: BLOCKED_MS });
    await eventually(SETTLE_MS, async () => {
      expectThat((await queue(app)).running === 1, 'the model to be busy', await queue(app));
    });
    const body = Buffer.from(JSON.stringify({ nonce: 'gone', n: 1, ms: 1 }));
    const calls = Array.from({ length: clients }, () => {
      const call = beginExchange(`${app.url}/blocking`, { length: body.length, agent });
      call.on('error', () => undefined).end(body);
      return call;
    });
    let most = 0;
    await eventually(BLOCKED_MS, async () => {
      const { waiting, running } = await queue(app);
      most = Math.max(most, waiting + running - 1);
      expectThat(most >= clients, `${clients} in the queue`, most);
    }).catch(() => undefined);
    for (const call of calls) call.destroy();
    await eventually(SETTLE_MS, async () => {
      const { waiting, running } = await queue(app);
      expectThat(waiting + running <= 1, 'an empty queue', { waiting, running });
    });
    const { status } = await first;
    const predictions = Number((await app.post('/predictions', null)).text) - 1;
    const problems = [];
    if (most < clients)
      problems.push(`expected ${clients} clients in the queue, got ${most}: the model was too quick`);
    if (status !== 200) problems.push(`expected 200 for the one that stayed, got ${status}`);
    if (predictions > BATCH)
      problems.push(`expected at most ${BATCH} predictions for nobody, got ${predictions}`);
    return {
      figures: `${most} clients left the queue; ${predictions} predictions were run for them`,
      problems,
    };
  } finally {
    agent.destroy();
    await app.stop();
  }
};

async function queue(app: ChaosApp): Promise<{ waiting: number; running: number }> {
  const { endpoints } = await app.health();
  const { waiting = NaN, running = NaN } = endpoints.find(({ name }) => name === 'blocking') ?? {};
  return { waiting, running };
}
