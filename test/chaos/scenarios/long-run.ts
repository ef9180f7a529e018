import { Agent } from 'node:http';
import type { Diagnostics } from '../../fixtures/chaos/diagnostics.js';
import { StreamClient } from '../../support/stream-client.js';
import { ChaosApp } from '../support/chaos-app.js';
import { expectAnswer } from '../support/expect-reply.js';
import { closedLoop, quantile } from '../support/load.js';
import { Random } from '../support/random.js';
import { expectThat, Violation } from '../support/violation.js';
import { question, UNARY_PATHS } from '../visits/healthy.js';
import { expectOwnChunks, STREAM_PATHS } from '../visits/streams.js';
import type { Scenario } from './scenario.js';

const REQUESTS = 1_000_000;
/** One stream to ten requests. */
const STREAM_ONE_IN = 11;
const WARM_UP = 0.05;
const CLIENTS = 32;
const RSS_SAMPLES = 40;
const MIB = 1024 ** 2;
const HEAP_GROWTH_BYTES = MIB;
const RSS_GROWTH_BYTES = 8 * MIB;

/** A great many requests and streams through one app. */
export const longRun: Scenario = async ({ seed, adapter, scale }) => {
  const total = Math.round((REQUESTS * scale * STREAM_ONE_IN) / (STREAM_ONE_IN - 1));
  const random = new Random(seed);
  const app = await ChaosApp.start({ adapter, models: 'healthy' });
  const agent = new Agent({ keepAlive: true, timeout: 3000 });
  const problems: string[] = [];
  const rss: number[] = [];
  const began = performance.now();
  let sentSoFar = 0;
  let streams = 0;

  const send = async (): Promise<void> => {
    const number = sentSoFar++;
    try {
      if (number % STREAM_ONE_IN === 0) {
        streams++;
        await readStream(app, random, agent);
      } else {
        const asked = question(random);
        expectAnswer(await app.post(UNARY_PATHS[number % 2] ?? '/unary', asked, { agent }), asked);
      }
    } catch (error) {
      problems.push(error instanceof Violation ? error.message : String(error));
    }
  };
  const run = (until: number): Promise<number> => closedLoop(CLIENTS, () => sentSoFar >= until, send);
  try {
    await run(total * WARM_UP);
    const before = await app.diagnostics();
    for (let sample = 1; sample <= RSS_SAMPLES; sample++) {
      await run(total * (WARM_UP + ((1 - WARM_UP) * sample) / RSS_SAMPLES));
      rss.push((await app.diagnostics()).rssBytes);
    }
    const after = await app.diagnostics();
    const seconds = Math.round((performance.now() - began) / 1000);
    const growth = memory(after) - memory(before);
    const quarter = RSS_SAMPLES / 4;
    const rssGrowth = quantile(rss.slice(-quarter), 0.5) - quantile(rss.slice(quarter, 2 * quarter), 0.5);
    if (growth > HEAP_GROWTH_BYTES) problems.push(`expected at most 1 MiB more, got ${growth} bytes`);
    if (rssGrowth > RSS_GROWTH_BYTES)
      problems.push(`expected at most 8 MiB more RSS, got ${rssGrowth} bytes`);
    problems.push(...handlesThatDiffer(before, after));
    const shown = (bytes: number): string => `${(bytes / MIB).toFixed(2)} MiB`;
    return {
      figures:
        `${sentSoFar - streams} requests and ${streams} streams in ${seconds} s; heap and external ${shown(growth)} more, ` +
        `RSS ${shown(rssGrowth)} more, listeners ${before.listeners} and ${after.listeners}`,
      problems,
    };
  } finally {
    agent.destroy();
    await app.stop();
  }
};

async function readStream(app: ChaosApp, random: Random, agent: Agent): Promise<void> {
  const asked = { nonce: random.text(12), chunks: 5 };
  const client = await StreamClient.read(app.url + random.pick(STREAM_PATHS), asked, agent);
  expectOwnChunks(client, asked);
  expectThat(client.chunks.length === asked.chunks, `${asked.chunks} chunks`, client.error ?? client.chunks);
}

function handlesThatDiffer(before: Diagnostics, after: Diagnostics): string[] {
  const problems: string[] = [];
  if (before.listeners !== after.listeners)
    problems.push(`expected ${before.listeners} listeners, got ${after.listeners}`);
  // How many kept connections there are is the clients' affair; timers are counted until they are collected.
  const kinds = ['PipeWrap', 'ProcessWrap', 'TCPServerWrap', 'FSReqCallback', 'MessagePort'];
  for (const kind of kinds) {
    const [was = 0, is = 0] = [before.resources[kind], after.resources[kind]];
    if (was !== is) problems.push(`expected ${was} of ${kind}, got ${is}`);
  }
  return problems;
}

const memory = ({ heapBytes, externalBytes }: Diagnostics): number => heapBytes + externalBytes;
