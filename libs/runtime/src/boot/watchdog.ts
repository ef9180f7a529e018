import { Worker } from 'node:worker_threads';

/** Where the parent keeps the watchdog's pipe. */
const WATCHDOG_FD = 4;
/** A main thread that answers within this long is not stuck. */
export const STUCK_AFTER_MS = 500;

/**
 * Runs in a thread of the worker. A blocked main thread cannot see that the parent has gone (native code may run for
 * minutes), a thread can: the kernel closes the pipe with the parent, however it died.
 * Any byte asks how long the main thread has been stuck; the answer is a 32-bit little-endian number of ms.
 * At idle it waits for the pipe only; the one timer lives while a question is open.
 * It is text because a thread of its own file would be missing where the app is one bundle.
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
  const bytes = Buffer.alloc(4);
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
 * Ends this process, in the middle of a native run too, when its parent dies. Not a preload (`--import`): with one,
 * node loads the main file by its ESM loader, past the hooks of `ts-node` and of `-r` in general.
 */
export function startWatchdog(): void {
  // None of the user's flags: their preloads are not for this thread.
  const thread = new Worker(THREAD, { eval: true, execArgv: [], env: {}, name: 'litserve-watchdog' });
  thread.on('message', (question: unknown) => thread.postMessage(question, []));
  thread.unref();
}
