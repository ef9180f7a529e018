import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf } from './processes.mjs';

const LISTENING = /Listening on (\d+), pid (\d+)/;
/** Nest says so when it is about to listen. */
const STARTED = /Nest application successfully started/;
/** Builds and boots on a loaded machine. */
const BOOT_MS = 90_000;
const STOP_MS = 15_000;
const ANSWER_MS = 10_000;
/** More than one batch, in fewer batches than requests. */
const TOGETHER = 16;

/** What each kind of row must do; they throw when it does not. */
export const expectations = { serves, compresses, passes, usesPeers, refuses };

async function serves(program, row, { folder, mark }) {
  const first = await answers(program, mark, 'first', 0);
  if (row.change) {
    const from = program.output.length;
    rewrite(join(folder, row.change));
    const second = await answers(program, mark, 'second', from);
    assert.notEqual(second.app, first.app, 'the app was not replaced');
    const stale = processesOf(mark).filter(({ pid }) => first.workers.includes(pid));
    assert.deepEqual(stale, [], 'workers of the app before the change are still there');
  }
  program.signal(row.stop);
  await program.exit(STOP_MS);
}

/** Answers are compressed, streams are not: a compressor would keep chunks back. */
async function compresses(program, row, { mark }) {
  const [port] = await listening(program, 0);
  const ask = async (accept) => {
    const { headers } = await send(`http://localhost:${port}/count`, { to: 400 }, { accept });
    return headers.get('content-encoding');
  };
  assert.match(await ask('application/json'), /^(gzip|br)$/);
  assert.equal(await ask('text/event-stream'), null);
  assert.equal(await ask('application/x-ndjson'), null);
  await serves(program, row, { mark });
}

async function passes(program) {
  assert.equal(await program.exit(BOOT_MS), 0, 'the test runner failed');
  assert.match(program.output, /\b[1-9] passed|(#|ℹ) pass 1\b/);
}

/** Validation by class-validator and class-transformer, a model in onnxruntime-node, and a tool of the MCP SDK. */
async function usesPeers(program, { stop }) {
  const [port] = await listening(program, 0);
  const url = `http://localhost:${port}`;
  const { values } = await request(`${url}/negate`, { values: [1, 2], range: { from: 3 } });
  assert.deepEqual(values, [-1, -2, -3]);
  const refused = await fetch(`${url}/negate`, post({ values: ['one'], range: {} }));
  assert.equal(refused.status, 400);
  const { message } = await refused.json();
  assert.match(message.join(), /each value in values must be a number.+range\.from must be a number/);

  const params = { name: 'negate', arguments: { values: [5], range: { from: 6 } } };
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
  const answer = await send(`${url}/mcp`, call, { accept: 'application/json, text/event-stream' });
  assert.match(await answer.text(), /"values":\[-5,-6\]/);
  program.signal(stop);
  await program.exit(STOP_MS);
}

async function refuses(program, { words }) {
  assert.equal(await program.exit(BOOT_MS), 1);
  assert.match(program.output, words);
}

/** Waits until it listens, and asks it everything. */
async function answers(program, mark, version, from) {
  const [port, pid] = await listening(program, from);
  const url = `http://localhost:${port}`;
  const health = await request(`${url}/health`);
  assert.equal(health.status, 'ok');

  const one = await request(`${url}/scale`, { x: 4.2 });
  assert.deepEqual({ y: one.y, version: one.version }, { y: 42, version });
  const many = await Promise.all(
    Array.from({ length: TOGETHER }, (_, x) => request(`${url}/together`, { x })),
  );
  const sizes = many.map(({ size }) => size);
  assert.ok(Math.max(...sizes) > 1, `no batches: ${sizes.join(', ')}`);

  const events = await send(`${url}/count`, { to: 3 });
  assert.match(events.headers.get('content-type'), /^text\/event-stream/);
  const chunks = (await events.text()).split('\n\n').slice(0, -1);
  const counted = chunks.map((chunk) => JSON.parse(chunk.replace(/^data: /, '')));
  assert.deepEqual(
    counted.map(({ i }) => i),
    [1, 2, 3],
  );

  const workers = processesOf(mark).filter(({ isWorker }) => isWorker);
  const models = new Set([one.pid, ...[...many, ...counted].map((answer) => answer.pid)]);
  assert.ok(!models.has(Number(pid)), 'a model ran in the HTTP process');
  for (const model of models)
    assert.ok(
      workers.some((worker) => worker.pid === model),
      `${model} is no worker`,
    );
  return { app: pid, workers: workers.map((worker) => worker.pid) };
}

/** Its port and process: what our main files print, and of generated ones what they were given. */
async function listening(program, from) {
  const asked = { from, withinMs: BOOT_MS };
  if (!program.port) return program.prints(LISTENING, asked);
  await program.prints(STARTED, asked);
  const until = performance.now() + ANSWER_MS;
  while (!(await accepts(program.port)) && performance.now() < until) await sleep(20);
  return [program.port, program.pid];
}

async function accepts(port) {
  const connection = connect(port);
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    connection.destroy();
  }
}

async function request(url, body) {
  return (await send(url, body)).json();
}

const post = (body, headers) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

async function send(url, body, headers) {
  const asked = body && post(body, headers);
  const response = await fetch(url, { ...asked, signal: AbortSignal.timeout(ANSWER_MS) });
  assert.equal(response.status, 200, `${url} answered ${response.status}`);
  return response;
}

function rewrite(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace("'first'", "'second'"));
}
