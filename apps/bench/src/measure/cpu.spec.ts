import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpuNsBetween, cpuTimes, processTree } from './cpu.js';

/** On a message it burns 50 ms of CPU, by its own account, and says so. */
const PROGRAM = `process.on('message', () => {
  const { user, system } = process.cpuUsage();
  for (let used = 0; used < 50_000; used = process.cpuUsage().user + process.cpuUsage().system - user - system);
  process.send('done');
})`;

const hasProc = existsSync('/proc/self/schedstat');

describe('cpuNsBetween', () => {
  it('adds up what threads used, new ones from their beginning', () => {
    const before = new Map([
      ['1/1', 100],
      ['1/2', 50],
    ]);
    const after = new Map([
      ['1/1', 130],
      ['1/3', 7],
    ]);
    expect(cpuNsBetween(before, after)).toBe(37);
  });
});

(hasProc ? describe : describe.skip)('the CPU time of real processes', () => {
  let child: ChildProcess;
  beforeAll(async () => {
    child = fork('-e', [PROGRAM], { execArgv: [] });
    await once(child, 'spawn');
  });
  afterAll(() => {
    child.kill();
  });

  it('counts what a child burns, and finds it as a part of the tree', async () => {
    const pid = child.pid ?? 0;
    expect(processTree(process.pid)).toEqual(expect.arrayContaining([process.pid, pid]));
    expect(processTree(pid)).toEqual([pid]);

    const before = cpuTimes([pid]);
    child.send('burn');
    await once(child, 'message');
    const ms = cpuNsBetween(before, cpuTimes([pid])) / 1e6;
    expect(ms).toBeGreaterThanOrEqual(50);
  });

  it('is silent about a process that has gone', () => {
    expect(cpuTimes([2 ** 30]).size).toBe(0);
  });
});
