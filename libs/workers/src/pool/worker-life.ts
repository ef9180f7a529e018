import { errorFromData, type DeviceAssignment, type FromWorkerControl, type WorkerAssignment } from '#wire';
import { deviceName } from '../devices/device-name.js';
import { runSlots, type RunningSlots } from '../slots/run-slots.js';
import type { WorkerExit } from '../worker-link.js';
import { Worker } from '../worker/worker.js';
import type { WorkerState } from '../worker/worker-state.js';
import { BootWatch } from './boot-watch.js';
import { describeExit } from './describe-exit.js';
import type { PoolOptions, PoolTimings } from './pool-options.js';
import { RecycleWatch } from './recycle-watch.js';
import type { Life } from './restart-delay.js';
import { WorkerBootError } from './worker-boot.error.js';
import type { WorkerLog } from './worker-log.js';

export type LifeOptions<Payload> = Pick<
  Required<PoolOptions<Payload>>,
  'name' | 'endpoints' | 'openLink' | 'routeCall' | 'observer' | 'clock' | 'random' | 'recycle'
> & {
  readonly timings: PoolTimings;
  /** Number of the seat. */
  readonly id: number;
  readonly device: DeviceAssignment;
  readonly log: WorkerLog;
};

export interface LifeEvents {
  progress(step: string, ms: number): void;
  /** @param bootMs what that took */
  ready(bootMs: number): void;
  /** @see WorkerEvents.turned */
  turned(): void;
  /** It has served enough: somebody should let it {@link WorkerLife.retire}. */
  due(why: string): void;
}

export interface LifeEnd {
  readonly life: Life;
  /** Set when it never was ready. */
  readonly failure: WorkerBootError | undefined;
}

/** One worker from its start to its exit: its slots, what is written about it, and why it ended. */
export class WorkerLife<Payload> {
  readonly worker: Worker<Payload>;
  readonly #boot: BootWatch;
  readonly #recycle: RecycleWatch;
  #slots: RunningSlots | undefined;
  #isRetired = false;

  constructor(
    private readonly options: LifeOptions<Payload>,
    private readonly events: LifeEvents,
  ) {
    const { endpoints, openLink, routeCall, observer, clock, timings } = options;
    this.worker = new Worker(
      {
        assignment: assignmentOf(options),
        endpoints,
        openLink,
        routeCall,
        observer,
        clock,
        killGraceMs: timings.killGraceMs,
      },
      {
        state: (state) => this.#onState(state),
        control: (message) => this.#onControl(message),
        output: (line, from) => options.log.output(line, from),
        turned: () => events.turned(),
      },
    );
    this.#boot = new BootWatch(clock, timings, (reason) => this.worker.kill(reason));
    this.#recycle = new RecycleWatch(options.recycle, clock, options.random, (why) => events.due(why));
  }

  /** Resolves when the process has gone and its slots have finished. */
  async run(): Promise<LifeEnd> {
    this.#tell('starting');
    this.worker.start();
    const exit = await this.worker.exited;
    this.#boot.end();
    this.#recycle.end();
    await this.#slots?.done;
    return this.#end(exit);
  }

  /**
   * Waits for its sessions, finishes what runs, and ends.
   *
   * @param why for the log, such as `is recycled: it is 5 s old`
   */
  async retire(why: string): Promise<void> {
    this.#isRetired = true;
    const { endpoints, id, log } = this.options;
    log.write('log', why);
    const sessions = endpoints.flatMap(({ queue }) => queue.sessions ?? []);
    // Only if there are any: in a turn more, slots would take another batch.
    if (sessions.length > 0) await Promise.all(sessions.map((one) => one.retire(id)));
    this.#slots?.retire();
    await this.#slots?.done;
    if (this.worker.state === 'ready') await this.worker.quit();
  }

  #onState(state: WorkerState): void {
    // Why it is dead is known a little later.
    if (state !== 'dead') this.#tell(state);
    if (state === 'ready') this.#onReady();
    else this.#slots?.stop();
    // Before its batches are given back, whose items would find a session that is no more.
    if (state === 'dead')
      for (const { queue } of this.options.endpoints) queue.sessions?.lost(this.options.id);
  }

  #onReady(): void {
    const { id, endpoints, clock, device, log } = this.options;
    const { worker } = this;
    this.#boot.end();
    this.#slots = runSlots(
      {
        id,
        send: (position, batch) => {
          const run = worker.send(position, batch);
          if (run) this.#recycle.gave(run.size);
          return run;
        },
      },
      endpoints,
      clock,
      (error) =>
        log.write('error', `a batching strategy failed, its slot is lost: ${error.stack ?? error.message}`),
    );
    const took = clock.now() - worker.startedAt;
    log.write(
      'log',
      `ready after ${Math.round(took)} ms (pid ${worker.pid}, ${deviceName(device)}, ${device.threads} threads)`,
    );
    this.#recycle.begin();
    this.events.ready(took);
  }

  #tell(state: WorkerState, reason?: string): void {
    const { id: worker, device, observer } = this.options;
    observer.changed({
      worker,
      state,
      device: deviceName(device),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  #onControl(message: FromWorkerControl): void {
    this.#boot.gaveSign();
    switch (message.litserve) {
      case 'log':
        return this.options.log.entry(message);
      case 'step':
        return this.#boot.begins(message.step);
      case 'progress':
        this.options.log.write('log', `${message.step} took ${message.ms} ms`);
        return this.events.progress(message.step, message.ms);
      case 'boot-failed':
        return this.#boot.failed(errorFromData(message.error));
      case 'memory':
        return this.#recycle.measured(message.rssBytes);
      default:
    }
  }

  #end(exit: WorkerExit): LifeEnd {
    const { log } = this.options;
    const { worker } = this;
    const how = describeExit(exit, worker.killedFor);
    this.#tell('dead', how);
    // The one end that nobody needs to hear of is the one that was asked for.
    const isPolite = worker.isStopRequested && worker.killedFor === undefined;
    if (this.#slots || worker.isStopRequested) {
      log.write(isPolite ? 'debug' : 'warn', `the worker ${how}`);
      return { life: worker.hasWorked || this.#isRetired ? 'worked' : 'idle', failure: undefined };
    }
    const failure = this.#bootError(how, exit);
    const { cause } = failure;
    log.write(
      'error',
      `${failure.message}${cause instanceof Error && cause.stack ? `\n${cause.stack}` : ''}`,
    );
    return { life: failure.isKilled ? 'idle' : 'failed', failure };
  }

  #bootError(how: string, exit: WorkerExit): WorkerBootError {
    const { name, id } = this.options;
    const { error: cause, step } = this.#boot;
    if (cause) return new WorkerBootError(name, id, cause.message, false, step, { cause });
    const isKilled = exit.signal === 'SIGKILL' && this.worker.killedFor === undefined;
    const where = step === undefined ? '' : `, at the step ${step}`;
    return new WorkerBootError(name, id, `it ${how}${where}`, isKilled, step);
  }
}

function assignmentOf<Payload>({
  id,
  name,
  device,
  endpoints,
  recycle,
}: LifeOptions<Payload>): WorkerAssignment {
  return {
    ppid: process.pid,
    pool: name,
    worker: id,
    device,
    endpoints: endpoints.map((endpoint) => endpoint.assignment),
    ...(recycle.maxRssBytes === undefined ? {} : { maxRssBytes: recycle.maxRssBytes }),
  };
}
