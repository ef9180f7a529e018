import type { Target } from '../load/exchange.js';
import { servedArm } from '../measure/served-arm.js';
import { TOKENS } from '../models/token-text.js';
import type { Row } from '../report/row.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import type { Suite } from './suite.js';

const HEADERS = { 'content-type': 'application/json' };
const TEXT = 'Tell me something';

type Request = Omit<Target, 'port'>;

const byChat = (model: string): Request => ({
  path: '/v1/chat/completions',
  headers: HEADERS,
  body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: TEXT }] }),
});

const byItsOwn = (model: string): Request => ({
  path: `/${model}`,
  headers: HEADERS,
  body: JSON.stringify(TEXT),
});

async function compareDoors(bench: Bench, model: string, inFlight: number, name: string): Promise<Row> {
  const load = await bench.load();
  const server = await bench.ours('chat');
  const callers = { inFlight, perAnswer: TOKENS.length };
  const rounds = await bench.compare([
    servedArm('chat', server, load, { ...callers, request: byChat(model) }),
    servedArm('native SSE', server, load, { ...callers, request: byItsOwn(model) }),
  ]);
  return rowOf(rounds, {
    name: `${name}: CPU per token by /v1/chat/completions over its own route`,
    limit: atMost(2),
    unit: 'x',
    value: (round) => measureOf(round, 'chat', 'cpuUs') / measureOf(round, 'native SSE', 'cpuUs'),
    show: ['cpuUs', 'µs'],
  });
}

/** What OpenAI's API costs on top of a stream. */
export const chatStreams: Suite = {
  name: 'chat-streams',
  run: async (bench) => [
    await compareDoors(bench, 'burst', 16, '100 tokens ready at once, 16 clients'),
    await compareDoors(bench, 'turns', 64, 'one token per turn, 64 clients'),
  ],
};
