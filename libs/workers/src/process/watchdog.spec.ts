import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';
import { anAssignment } from '../testing/assignment.js';
import { fixture } from '../testing/fixture.js';
import { spawner } from './spawn-worker.js';
import { WatchdogClient } from './watchdog-client.js';
import { STUCK_AFTER_MS, WATCHDOG_URL } from './watchdog-source.js';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(name: string, ...args: string[]): ChildProcess {
  const program = { entry: fixture(name), args, execArgv: [], inherited: process.env, env: {} };
  const child = spawner(program)(anAssignment());
  started.push(child);
  return child;
}

function watch(child: ChildProcess): WatchdogClient {
  const pipe = child.stdio[4];
  if (!(pipe instanceof Duplex)) throw new TypeError('no pipe on fd 4');
  return new WatchdogClient(pipe);
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
    const parent = spawn(process.execPath, [fixture('parent'), WATCHDOG_URL, fixture('spin')]);
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
    const child = start('spin', '60000');
    const watchdog = watch(child);
    await once(child, 'message');
    expect(await watchdog.stuckMs()).toBe(0);
    expect(await watchdog.stuckMs()).toBe(0);
  });

  it('tells for how long the main thread has been stuck, counted from the first question', async () => {
    const child = start('spin');
    const watchdog = watch(child);
    await once(child, 'message');
    // The answer may be 0 once, if the question comes before the spinning.
    let first = 0;
    while (first === 0) first = await watchdog.stuckMs();
    expect(first).toBeGreaterThanOrEqual(STUCK_AFTER_MS - 5);
    expect(await watchdog.stuckMs()).toBeGreaterThanOrEqual(first);
  });

  it('answers everybody who asks at once', async () => {
    const child = start('spin', '60000');
    const watchdog = watch(child);
    await once(child, 'message');
    expect(await Promise.all([watchdog.stuckMs(), watchdog.stuckMs()])).toEqual([0, 0]);
  });

  it('answers 0 for a worker that goes, or has gone', async () => {
    const child = start('spin');
    const watchdog = watch(child);
    await once(child, 'message');
    const asked = watchdog.stuckMs();
    child.kill('SIGKILL');
    expect(await asked).toBe(0);
    await once(child, 'close');
    expect(await watchdog.stuckMs()).toBe(0);
  });

  it('lets a worker end by itself', async () => {
    const child = start('environment');
    const [code, signal] = (await once(child, 'exit')) as unknown[];
    expect([code, signal]).toEqual([0, null]);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('starts neither in the threads nor in the processes of the user', async () => {
    const child = start('watched-family');
    if (!child.stdout) throw new TypeError('no stdout');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { alone, withThread, grandchild } = JSON.parse(line) as Record<string, number>;
    expect(withThread).toBe(alone! + 1);
    expect(grandchild).toBe(alone! - 1);
  });
});
