import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from './processes.mjs';

const LISTENING = /Listening on (\d+), pid (\d+)/;
/** Builds and boots on a loaded machine. */
const BOOT_MS = 90_000;
const STOP_MS = 15_000;
const ANSWER_MS = 10_000;
/** More than one batch, in fewer batches than requests. */
const TOGETHER = 16;

/** What each kind of row must do; they throw when it does not. */
export const expectations = { serves, passes, refuses };

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

async function passes(program) {
  assert.equal(await program.exit(BOOT_MS), 0, 'the test runner failed');
  assert.match(program.output, /\b1 passed|# pass 1\b/);
}

async function refuses(program, { words }) {
  assert.equal(await program.exit(BOOT_MS), 1);
  assert.match(program.output, words);
}

/** Waits until it listens, and asks it everything. */
async function answers(program, mark, version, from) {
  const [port, pid] = await program.prints(LISTENING, { from, withinMs: BOOT_MS });
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

  const workers = processesOf(mark).filter(({ isWorker }) => isWorker);
  const models = new Set([one.pid, ...many.map((answer) => answer.pid)]);
  assert.ok(!models.has(Number(pid)), 'a model ran in the HTTP process');
  for (const model of models)
    assert.ok(
      workers.some((worker) => worker.pid === model),
      `${model} is no worker`,
    );
  return { app: pid, workers: workers.map((worker) => worker.pid) };
}

async function request(url, body) {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, { ...(body && post), signal: AbortSignal.timeout(ANSWER_MS) });
  assert.equal(response.status, 200, `${url} answered ${response.status}`);
  return response.json();
}

function rewrite(file) {
  writeFileSync(file, readFileSync(file, 'utf8').replace("'first'", "'second'"));
}
