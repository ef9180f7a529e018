import { errorFromData, type DeviceAssignment, type FromWorkerControl } from '#wire';
import { deviceName } from '../devices/device-name.js';
import { runSlots, type RunningSlots } from '../slots/run-slots.js';
import type { WorkerExit } from '../worker-link.js';
import { Worker } from '../worker/worker.js';
import type { WorkerState } from '../worker/worker-state.js';
import { describeExit } from './describe-exit.js';
import type { PoolOptions, PoolTimings } from './pool-options.js';
import type { Life } from './restart-delay.js';
import { WorkerBootError } from './worker-boot.error.js';
import type { WorkerLog } from './worker-log.js';

export type LifeOptions<Payload> = Pick<
  Required<PoolOptions<Payload>>,
  'name' | 'endpoints' | 'openLink' | 'routeCall' | 'observer' | 'clock'
> & {
  readonly timings: PoolTimings;
  /** Number of the seat. */
  readonly id: number;
  readonly device: DeviceAssignment;
  readonly log: WorkerLog;
};

export interface LifeEvents {
  progress(step: string, ms: number): void;
  ready(): void;
}

export interface LifeEnd {
  readonly life: Life;
  /** Set when it never was ready. */
  readonly failure: WorkerBootError | undefined;
}

/** One worker from its start to its exit: its slots, what is written about it, and why it ended. */
export class WorkerLife<Payload> {
  readonly worker: Worker<Payload>;
  #slots: RunningSlots | undefined;
  /** What the worker said went wrong in its boot. */
  #bootError: Error | undefined;
  readonly #cancelFirstSign: () => void;

  constructor(
    private readonly options: LifeOptions<Payload>,
    private readonly events: LifeEvents,
  ) {
    const { id, name, device, endpoints, openLink, routeCall, observer, clock, timings } = options;
    const assignment = {
      ppid: process.pid,
      pool: name,
      worker: id,
      device,
      endpoints: endpoints.map((endpoint) => endpoint.assignment),
    };
    this.worker = new Worker(
      { assignment, endpoints, openLink, routeCall, observer, clock, killGraceMs: timings.killGraceMs },
      {
        state: (state) => this.#onState(state),
        control: (message) => this.#onControl(message),
        output: (line, from) => options.log.output(line, from),
      },
    );
    this.#cancelFirstSign = clock.after(timings.firstSignMs, () => this.worker.kill('gave no sign'));
  }

  /** Resolves when the process has gone and its slots have finished. */
  async run(): Promise<LifeEnd> {
    this.#tell('starting');
    this.worker.start();
    const exit = await this.worker.exited;
    this.#cancelFirstSign();
    await this.#slots?.done;
    return this.#end(exit);
  }

  #onState(state: WorkerState): void {
    // Why it is dead is known a little later.
    if (state !== 'dead') this.#tell(state);
    if (state !== 'ready') return this.#slots?.stop();
    const { id, endpoints, clock, device, log } = this.options;
    const { worker } = this;
    this.#slots = runSlots(
      { id, send: (position, batch) => worker.send(position, batch) },
      endpoints,
      clock,
      (error) =>
        log.write('error', `a batching strategy failed, its slot is lost: ${error.stack ?? error.message}`),
    );
    const took = Math.round(clock.now() - worker.startedAt);
    log.write(
      'log',
      `ready after ${took} ms (pid ${worker.pid}, ${deviceName(device)}, ${device.threads} threads)`,
    );
    this.events.ready();
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
    this.#cancelFirstSign();
    switch (message.litserve) {
      case 'log':
        return this.options.log.entry(message);
      case 'progress':
        this.options.log.write('log', `${message.step} took ${message.ms} ms`);
        return this.events.progress(message.step, message.ms);
      case 'boot-failed':
        this.#bootError = errorFromData(message.error);
        return;
      default:
    }
  }

  #end(exit: WorkerExit): LifeEnd {
    const { name, id, log } = this.options;
    const { worker } = this;
    const how = describeExit(exit, worker.killedFor);
    this.#tell('dead', how);
    // The one end that nobody needs to hear of is the one that was asked for.
    const isPolite = worker.isStopRequested && worker.killedFor === undefined;
    if (this.#slots || worker.isStopRequested) {
      log.write(isPolite ? 'debug' : 'warn', `the worker ${how}`);
      return { life: worker.hasWorked ? 'worked' : 'idle', failure: undefined };
    }
    const cause = this.#bootError;
    const isKilled = cause === undefined && exit.signal === 'SIGKILL' && worker.killedFor === undefined;
    const failure = new WorkerBootError(
      name,
      id,
      cause?.message ?? `it ${how}`,
      isKilled,
      cause && { cause },
    );
    log.write('error', `${failure.message}${cause?.stack ? `\n${cause.stack}` : ''}`);
    return { life: isKilled ? 'idle' : 'failed', failure };
  }
}
