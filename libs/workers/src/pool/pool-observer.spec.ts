import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BatchRun, PoolObserver, WorkerChange } from '../pool-observer.js';
import { anEndpoint, submit } from '../testing/an-endpoint.js';
import { FakeProcesses } from '../testing/fake-link.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { BootLimiter } from './boot-limiter.js';
import { WorkerPool } from './worker-pool.js';

/** Keeps what it is told. */
class Recorder implements PoolObserver {
  isObserved = true;
  readonly runs: BatchRun[] = [];
  readonly changes: WorkerChange[] = [];
  ran(run: BatchRun): void {
    this.runs.push(run);
  }
  changed(change: WorkerChange): void {
    this.changes.push(change);
  }
}

describe('the observer of a pool', () => {
  const quiet = (): void => {};
  let clock: VirtualClock;
  let processes: FakeProcesses;
  let observer: Recorder;
  let endpoint: ReturnType<typeof anEndpoint>;
  let pool: WorkerPool<string>;

  beforeEach(async () => {
    clock = new VirtualClock();
    processes = new FakeProcesses();
    observer = new Recorder();
    endpoint = anEndpoint({ name: 'api' });
    pool = new WorkerPool<string>({
      name: 'pool',
      endpoints: [endpoint],
      devices: [{ type: 'cuda', index: 1, threads: 1 }],
      openLink: processes.open,
      bootLimiter: new BootLimiter(1),
      logger: { log: quiet, warn: quiet, error: quiet, debug: quiet },
      observer,
      clock,
      random: () => 1,
    });
    processes.onOpen = (link) => clock.nextTurn(() => link.ready());
    await Promise.all([pool.start(), clock.settle()]);
  });

  /** Submits one item and waits until the worker has it. */
  async function run(): Promise<void> {
    submit(endpoint, 'a');
    await clock.settle();
  }

  it('is told of each run, how long it took and how it ended', async () => {
    await run();
    await clock.advance(40);
    processes.last.answerNext();
    await clock.settle();
    expect(observer.runs).toEqual([
      {
        endpoint: 'api',
        worker: 0,
        size: 1,
        queuedMs: expect.any(Number),
        runMs: 40,
        outcome: 'completed',
      },
    ]);
  });

  it('is told of runs that fail and of those that die with their worker', async () => {
    await run();
    const { batch } = processes.last.runs[0] ?? { batch: -1 };
    processes.last.events.message({ type: 'failed', batch, error: { name: 'Error', message: 'bad' } });
    await run();
    processes.last.exit(1);
    await clock.settle();
    expect(observer.runs.map(({ outcome }) => outcome)).toEqual(['failed', 'crashed']);
  });

  it('is told of each state of a worker, and why it died', async () => {
    processes.last.exit(null, 'SIGSEGV');
    await clock.settle();
    const worker = { worker: 0, device: 'cuda:1' };
    expect(observer.changes.slice(0, 3)).toEqual([
      { ...worker, state: 'starting' },
      { ...worker, state: 'ready' },
      { ...worker, state: 'dead', reason: 'was ended by SIGSEGV' },
    ]);
  });

  it('is told of no run while it is not observed', async () => {
    observer.isObserved = false;
    await run();
    processes.last.answerNext();
    await clock.settle();
    expect(observer.runs).toEqual([]);
  });
});
