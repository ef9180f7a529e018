/**
 * Starts the built quickstart, leaves it alone, and says how much of a core each of its processes used in
 * `seconds` (60), once it has settled. Fails above 0.1 %: an idle server must do nothing. Linux only.
 * `node tools/measure-idle.mjs [seconds]`
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/apps/quickstart/src/main.js', import.meta.url));
const WORKER_ENV = 'LITSERVE_WORKER=';
const LIMIT_PERCENT = 0.1;
const READY_WITHIN_MS = 60_000;
/** V8 compiles for some seconds after a start, and collects its garbage a last time 10 to 25 s after it. */
const SETTLE_MS = 35_000;
const STOP_WITHIN_MS = 15_000;

const seconds = Number(process.argv[2] ?? 60);
if (!(seconds > 0)) fail(`seconds must be a number above 0, got "${process.argv[2]}"`);
if (!existsSync('/proc/self/schedstat')) fail('needs /proc/<pid>/schedstat, which this system does not have');
if (!existsSync(MAIN)) fail('dist/apps/quickstart is not there: run npm run build first');

const port = await freePort();
const app = spawn(process.execPath, [MAIN], {
  env: { ...process.env, PORT: String(port) },
  stdio: 'inherit',
});
const exited = new Promise((resolve) => app.once('exit', resolve));
let ok = false;
try {
  await ready();
  await sleep(SETTLE_MS);
  ok = await measure();
} finally {
  app.kill('SIGTERM');
  const inTime = await Promise.race([exited.then(() => true), sleep(STOP_WITHIN_MS, false, { ref: false })]);
  if (!inTime) app.kill('SIGKILL');
}
process.exitCode = ok ? 0 : 1;

async function measure() {
  const processes = [{ name: 'http', pid: app.pid }, ...workersOf(app.pid)];
  if (processes.length < 2) throw new Error('the quickstart has no worker process');
  const before = processes.map(({ pid }) => cpuByThread(pid));
  const began = performance.now();
  await sleep(seconds * 1000);
  const elapsedNs = (performance.now() - began) * 1e6;
  const used = processes.map(({ name, pid }, index) => {
    const percent = (usedNs(before[index], cpuByThread(pid)) / elapsedNs) * 100;
    console.log(`${name.padEnd(16)} pid ${String(pid).padEnd(8)} ${percent.toFixed(4)} % of a core`);
    return percent;
  });
  const isIdle = used.every((percent) => percent <= LIMIT_PERCENT);
  console.log(`${isIdle ? 'idle' : 'NOT idle'}: at most ${LIMIT_PERCENT} % is allowed, over ${seconds} s`);
  return isIdle;
}

/** Nanoseconds on a core for each thread of a process. */
function cpuByThread(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return new Map(threads.flatMap((id) => entryOf(id, read(`/proc/${pid}/task/${id}/schedstat`))));
}

function entryOf(id, schedstat) {
  return schedstat === undefined ? [] : [[id, Number(schedstat.split(' ')[0])]];
}

/** A thread that is new has used all of its time since; one that has gone no longer tells. */
function usedNs(before, after) {
  return [...after].reduce((sum, [id, ns]) => sum + ns - (before.get(id) ?? 0), 0);
}

/** The children of the app that carry a worker's assignment. */
function workersOf(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .flatMap((pid) => {
      const variable = read(`/proc/${pid}/environ`)
        ?.split('\0')
        .find((one) => one.startsWith(WORKER_ENV));
      if (variable === undefined) return [];
      const { pool, worker } = JSON.parse(variable.slice(WORKER_ENV.length));
      return [{ name: `${pool}#${worker}`, pid: Number(pid) }];
    });
}

/** The fourth field; the second, the name, may itself contain spaces and brackets. */
function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** `undefined` when the process has gone or is not ours to read. */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function ready() {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (app.exitCode !== null || app.signalCode !== null)
      throw new Error('the quickstart ended before it was ready');
    const status = await fetch(`http://127.0.0.1:${port}/health`).then(
      (response) => response.body?.cancel().then(() => response.status),
      () => undefined,
    );
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`the quickstart was not ready within ${READY_WITHIN_MS} ms`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}

function fail(message) {
  console.error(`measure-idle: ${message}`);
  process.exit(1);
}
