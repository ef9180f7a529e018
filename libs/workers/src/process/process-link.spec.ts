import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { deferred } from '#common';
import { packFromWorker, type FromWorkerControl, type FromWorkerMessage, type Received } from '#wire';
import { systemClock } from '../clock.js';
import { anAssignment } from '../testing/assignment.js';
import { fixture } from '../testing/fixture.js';
import type { WorkerExit, WorkerLink } from '../worker-link.js';
import { processLinks } from './process-link.js';
import { spawner, type WorkerProgram } from './spawn-worker.js';

/** A worker under observation: everything its link says, in order. */
class Observed {
  readonly messages: FromWorkerMessage<Received>[] = [];
  readonly controls: FromWorkerControl[] = [];
  readonly lines: string[] = [];
  readonly order: string[] = [];
  readonly exit = deferred<WorkerExit>();
  readonly link: WorkerLink;
  onControl: (message: FromWorkerControl) => void = () => {};

  constructor(name: string, args: string[], program: Partial<WorkerProgram> = {}) {
    const defaults = { entry: fixture(name), args, execArgv: [], inherited: process.env, env: {} };
    const open = processLinks(spawner({ ...defaults, ...program }), systemClock);
    this.link = open(anAssignment(), {
      message: (message) => {
        this.messages.push(message);
        this.order.push('message');
      },
      control: (message) => {
        this.controls.push(message);
        this.onControl(message);
      },
      output: (line, from) => {
        this.lines.push(`${from}: ${line}`);
        this.order.push(from);
      },
      exit: (exit) => {
        this.order.push('exit');
        this.exit.resolve(exit);
      },
    });
  }
}

const observed: Observed[] = [];
afterEach(() => {
  for (const { link } of observed.splice(0)) link.kill('SIGKILL');
});

function observe(name: string, args: string[] = [], program: Partial<WorkerProgram> = {}): Observed {
  const one = new Observed(name, args, program);
  observed.push(one);
  return one;
}

const frame = (batch: number): Buffer =>
  Buffer.concat(
    packFromWorker({
      type: 'result',
      batch,
      outcomes: [{ kind: 'bytes', lease: 1, bytes: Buffer.from('{"a":1}'), contentType: 'application/json' }],
    }),
  );
const base64 = (...parts: Uint8Array[]): string => Buffer.concat(parts).toString('base64');

describe('frames', () => {
  it('tells of each whole frame and of the last words before the exit, and drops the half one at the end', async () => {
    const worker = observe('bytes-on-data-pipe', [base64(frame(1), frame(2), frame(3).subarray(0, 40)), '5']);
    expect(await worker.exit.promise).toEqual({ code: 5, signal: null });
    expect(worker.messages.map((message) => message.type === 'result' && message.batch)).toEqual([1, 2]);
    expect(worker.lines).toEqual(['stderr: last words']);
    expect(worker.order.at(-1)).toBe('exit');
  });

  it('kills a live worker that writes something else, and says why', async () => {
    const worker = observe('bytes-on-data-pipe', [
      base64(frame(1), Buffer.from('this is not a frame at all')),
    ]);
    const exit = await worker.exit.promise;
    expect(exit).toMatchObject({ signal: 'SIGKILL' });
    expect(exit.reason).toMatch(/broke the protocol/);
    expect(worker.messages).toHaveLength(1);
  });

  it('kills a worker that closed its data pipe and lives on', async () => {
    const exit = await observe('close-data-pipe').exit.promise;
    expect(exit).toEqual({ code: null, signal: 'SIGKILL', reason: 'it closed its data pipe' });
  });

  it('survives writing to a worker that has just died', async () => {
    const worker = observe('bytes-on-data-pipe', [base64(frame(1)), '0']);
    const args = { json: '[]', sections: [Buffer.alloc(200_000)] };
    const meta = {
      requestId: 'r',
      remainingMs: null,
      attempt: 0,
      priority: 'normal',
      headers: {},
      query: {},
    } as const;
    const write = (): void =>
      worker.link.run({
        type: 'run',
        endpoint: 0,
        batch: 1,
        items: [{ lease: 1, meta: { ...meta, params: {}, form: 'bytes' }, args }],
      });
    for (let i = 0; i < 10; i++) write();
    expect(await worker.exit.promise).toEqual({ code: 0, signal: null });
    write();
    worker.link.reply({ type: 'reply', call: 1, reply: { kind: 'end' } });
    worker.link.control({ litserve: 'stop' });
    worker.link.kill('SIGKILL');
    expect(worker.order.filter((what) => what === 'exit')).toHaveLength(1);
  });
});

describe('exit', () => {
  it('tells the signal of a kill from outside, without a reason', async () => {
    const worker = observe('spin', ['60000']);
    worker.link.kill('SIGKILL');
    expect(await worker.exit.promise).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('does not wait for a grandchild that keeps the pipes open', async () => {
    const worker = observe('grandchild-keeps-pipe');
    expect(await worker.exit.promise).toEqual({ code: 3, signal: null });
    const [line] = worker.lines;
    process.kill(Number(line?.replace('stdout: ', '')), 'SIGKILL');
  });

  it('comes for a process that cannot be started', async () => {
    const open = processLinks(() => spawn('/no/such/program', { stdio: 'ignore' }), systemClock);
    const exit = deferred<WorkerExit>();
    const link = open(anAssignment(), {
      message: () => {},
      control: () => {},
      output: () => {},
      exit: exit.resolve,
    });
    expect(link.pid).toBeUndefined();
    expect((await exit.promise).reason).toMatch(/could not be started: spawn .*ENOENT/);
  });

  it('comes, later, when starting throws', async () => {
    const open = processLinks(() => {
      throw new Error('no more processes');
    }, systemClock);
    const exit = deferred<WorkerExit>();
    let isOpen = false;
    open(anAssignment(), {
      message: () => {},
      control: () => {},
      output: () => {},
      exit: (how) => isOpen && exit.resolve(how),
    });
    isOpen = true;
    expect((await exit.promise).reason).toBe('the process could not be started: no more processes');
  });
});

describe('control', () => {
  it('passes our well-formed messages on and leaves the others alone, both ways', async () => {
    const worker = observe('control');
    const echoed = deferred<FromWorkerControl>();
    worker.onControl = (message) => {
      if (message.litserve === 'log') echoed.resolve(message);
      else worker.link.control({ litserve: 'cancel', leases: [4, 5] });
    };
    expect(await echoed.promise).toMatchObject({ message: '{"litserve":"cancel","leases":[4,5]}' });
    expect(worker.controls.map((message) => message.litserve)).toEqual(['progress', 'log']);
  });
});

describe('output', () => {
  it("reads everything a flooding worker prints, keeps a second's worth and counts the rest", async () => {
    const worker = observe('flood');
    expect(await worker.exit.promise).toEqual({ code: 0, signal: null });
    const kept = worker.lines.filter((line) => line.startsWith('stdout: xxx')).length;
    const dropped = worker.lines.map((line) => Number(/(\d+) lines/.exec(line)?.[1] ?? 0));
    expect(kept).toBeLessThan(4096);
    expect(kept + dropped.reduce((sum, lines) => sum + lines)).toBe(4096);
    expect(worker.order.at(-1)).toBe('exit');
  });
});

describe('the start of a worker', () => {
  it('gets arguments, flags and environment', async () => {
    const worker = observe('environment', ['--port', '3000'], {
      execArgv: ['--inspect-port', '0', '--stack-trace-limit=20'],
      inherited: {
        ...process.env,
        INHERITED: 'yes',
        OURS: 'no',
        NODE_OPTIONS: '--inspect=0 --no-deprecation',
      },
      env: { OURS: 'yes' },
    });
    await worker.exit.promise;
    const [line] = worker.lines;
    const { execArgv, args, env } = JSON.parse(line!.replace('stdout: ', '')) as {
      execArgv: string[];
      args: string[];
      env: Record<string, string>;
    };
    expect(args).toEqual(['--port', '3000']);
    // No preload of ours: with `--import`, node loads the main file past the hooks of `-r` and of ts-node.
    expect(execArgv).toEqual(['--stack-trace-limit=20']);
    expect(env).toMatchObject({ INHERITED: 'yes', OURS: 'yes', NODE_OPTIONS: '--no-deprecation' });
    expect(JSON.parse(env['LITSERVE_WORKER']!)).toEqual(anAssignment());
  });
});
