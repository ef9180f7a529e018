import { afterEach, describe, expect, it } from '@jest/globals';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { STUCK_AFTER_MS } from './watchdog.js';

const WATCHDOG_FD = 4;
const watched = (name: string): string =>
  fileURLToPath(new URL(`../testing/watched/${name}`, import.meta.url));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process with a watchdog, and the pipe to ask it. */
function start(name: string, ...args: string[]): { child: ChildProcess; pipe: Duplex } {
  const child = fork(watched(name), args, {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'ipc'],
  });
  started.push(child);
  const pipe = child.stdio[WATCHDOG_FD];
  if (!(pipe instanceof Duplex)) throw new TypeError(`no pipe on fd ${WATCHDOG_FD}`);
  return { child, pipe };
}

async function stuckMs(pipe: Duplex): Promise<number> {
  pipe.write(Buffer.of(1));
  const [bytes] = (await once(pipe, 'data')) as [Buffer];
  expect(bytes.length).toBe(4);
  return bytes.readUInt32LE();
}

/** Whether the process runs: one that is dead may wait long for somebody to fetch its exit code. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch {
    return false;
  }
}

function isZombie(pid: number): boolean {
  return process.platform === 'linux' && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('the watchdog', () => {
  it('kills a worker that spins when its parent was killed', async () => {
    const parent = spawn(process.execPath, [watched('parent.mjs'), watched('spin.ts')]);
    started.push(parent);
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const worker = Number(line);
    expect(runs(worker)).toBe(true);

    const killedAt = performance.now();
    parent.kill('SIGKILL');
    while (runs(worker) && performance.now() - killedAt < 2000)
      await new Promise((next) => setTimeout(next, 5));
    expect(runs(worker)).toBe(false);
  });

  it('answers 0 while the main thread turns', async () => {
    const { child, pipe } = start('spin.ts', '60000');
    await once(child, 'message');
    expect(await stuckMs(pipe)).toBe(0);
    expect(await stuckMs(pipe)).toBe(0);
  });

  it('tells for how long the main thread has been stuck, counted from the first question', async () => {
    const { child, pipe } = start('spin.ts');
    await once(child, 'message');
    // The answer may be 0 once, if the question comes before the spinning.
    let first = 0;
    while (first === 0) first = await stuckMs(pipe);
    expect(first).toBeGreaterThanOrEqual(STUCK_AFTER_MS - 5);
    expect(await stuckMs(pipe)).toBeGreaterThanOrEqual(first);
  });

  it('lets a worker end by itself', async () => {
    const { child } = start('end.ts');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
