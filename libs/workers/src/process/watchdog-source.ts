import { WORKER_ENV } from '#wire';

/** The pipe the watchdog holds, in the worker. */
export const WATCHDOG_FD = 4;

/** Any byte asks how long the main thread has been stuck; the answer is a 32-bit little-endian number of ms. */
export const ANSWER_BYTES = 4;

/** A main thread that answers within this long is not stuck. */
export const STUCK_AFTER_MS = 500;

/**
 * Runs in a thread of the worker. A blocked main thread cannot see that the parent has gone (native code may run for
 * minutes), a thread can: the kernel closes the pipe with the parent, however it died.
 * At idle it waits for the pipe only; the one timer lives while a question is open.
 */
const THREAD = `
const { Socket } = require('node:net');
const { parentPort } = require('node:worker_threads');
const die = () => process.kill(process.pid, 'SIGKILL');
const pipe = new Socket({ fd: ${WATCHDOG_FD}, readable: true, writable: true });
let askedAt, timer;
const answer = (ms) => {
  clearTimeout(timer);
  timer = undefined;
  const bytes = Buffer.alloc(${ANSWER_BYTES});
  bytes.writeUInt32LE(Math.round(ms));
  pipe.write(bytes);
};
const stuckFor = () => performance.now() - askedAt;
parentPort.on('message', () => {
  askedAt = undefined;
  if (timer) answer(0);
});
pipe.on('data', () => {
  if (timer) return;
  if (askedAt !== undefined) return answer(stuckFor());
  askedAt = performance.now();
  parentPort.postMessage(0);
  timer = setTimeout(() => answer(stuckFor()), ${STUCK_AFTER_MS});
});
pipe.on('error', die);
pipe.on('close', die);
`;

/**
 * Runs in the main thread before any user code. The flags and the environment of a worker are inherited by the
 * threads and processes the user's code starts, so it makes sure that this is the worker itself: a main thread whose
 * parent is the HTTP process. The thread gets none of the user's flags: their preloads are not for it.
 */
const MAIN = `
import { isMainThread, Worker } from 'node:worker_threads';
const parentOf = (text) => {
  try { return JSON.parse(text).ppid; } catch { return undefined; }
};
if (isMainThread && parentOf(process.env.${WORKER_ENV}) === process.ppid) {
  const thread = new Worker(${JSON.stringify(THREAD)}, { eval: true, execArgv: [], env: {}, name: 'litserve-watchdog' });
  thread.on('message', (question) => thread.postMessage(question));
  thread.unref();
}
`;

/** The watchdog as a URL for `--import`: it needs no file, so it works where the app is one bundle. */
export const WATCHDOG_URL = `data:text/javascript,${encodeURIComponent(MAIN)}`;
