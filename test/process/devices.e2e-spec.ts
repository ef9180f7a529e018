import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Census } from '../fixtures/devices/main.js';
import { startApp, type StartedApp } from '../support/start-app.js';

const [onLinux, reason] =
  process.platform === 'linux' ? [describe, ''] : [describe.skip, ' (skipped: there is no /proc)'];

const cpusOf = (status: string): string => /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
const ownCpus = (): string => cpusOf(readFileSync('/proc/self/status', 'utf8'));

/** Threads that a worker has beside those it had before its session, seen from outside. */
function newThreads({ pid, before }: Census): { cpus: string }[] {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder)
    .filter((thread) => !before.includes(thread))
    .map((thread) => ({ cpus: cpusOf(readFileSync(join(folder, thread, 'status'), 'utf8')) }));
}

onLinux(`the threads of real workers with real sessions${reason}`, () => {
  let app: StartedApp;
  const lastCpu = /\d+$/.exec(process.platform === 'linux' ? ownCpus() : '0')?.[0] ?? '0';
  beforeAll(async () => {
    app = await startApp('test/fixtures/devices/main.js', { FIXTURE_CPU: lastCpu });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const census = async (path: string): Promise<Census> => (await (await app.post(path, {})).json()) as Census;

  it('are as many as the plan says, and the log, for every worker', async () => {
    const workers = new Map<number, Census>();
    for (let turn = 0; turn < 200 && workers.size < 2; turn++) {
      for (const one of await Promise.all([census('/default'), census('/default')]))
        workers.set(one.pid, one);
    }
    expect(workers.size).toBe(2);
    const said = /pool "default": 2 workers on cpu, (\d+) threads? each of/.exec(app.output())?.[1];
    for (const one of workers.values()) {
      expect(newThreads(one)).toHaveLength(one.threads - 1);
      expect([String(one.threads), one.openMp]).toEqual([said, said]);
    }
  });

  it('are bound to the CPUs they are given, and started for a number that is asked for', async () => {
    const one = await census('/bound');
    expect(one).toMatchObject({ threads: 3, openMp: '7' });
    expect(newThreads(one)).toEqual([{ cpus: lastCpu }, { cpus: lastCpu }]);
  });
});

describe('the program that tries a provider', () => {
  const run = (provider: string) =>
    spawnSync(process.execPath, ['dist/bundle/try-provider.js', provider], {
      encoding: 'utf8',
    });

  it('ends well where sessions can be made', () => expect(run('cpu').status).toBe(0));

  it('says why it cannot, where there is no such provider', () => {
    const { status, stderr } = run('abacus');
    expect(status).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/abacus/);
  });
});
