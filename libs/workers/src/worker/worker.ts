import { deferred } from '#common';
import type { Batch } from '#queue';
import type { FromWorkerControl, FromWorkerMessage, Received, WorkerAssignment } from '#wire';
import type { RouteCall } from '../calls/call-router.js';
import { WorkerCalls } from '../calls/worker-calls.js';
import type { Clock } from '../clock.js';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import type { PoolObserver } from '../pool-observer.js';
import type { OpenLink, WorkerExit, WorkerLink } from '../worker-link.js';
import { CancelNotice } from './cancel-notice.js';
import { CreditNotice } from './credit-notice.js';
import { TakenNotice } from './taken-notice.js';
import { HealthCheck, type Health } from './health-check.js';
import type { Blame, RunningBatch } from './running-batch.js';
import { WorkerRuns } from './worker-runs.js';
import type { WorkerState } from './worker-state.js';

/** Why we killed a worker ourselves. Only a stuck one had it from its items. */
export type KillReason =
  'stuck' | 'overdue' | 'gave up' | 'did not stop' | 'gave no sign' | 'was not ready' | 'cut off';

export interface WorkerEvents {
  /** Every change, once; `dead` comes last. */
  state(state: WorkerState): void;
  /** What the worker says about itself, except for its health and its calls. */
  control(message: FromWorkerControl): void;
  output(line: string, from: 'stdout' | 'stderr'): void;
  /** It has got something to run, or nothing is left. */
  turned(): void;
}

export interface WorkerOptions<Payload> {
  readonly assignment: WorkerAssignment;
  readonly endpoints: readonly PoolEndpoint<Payload>[];
  readonly openLink: OpenLink;
  readonly routeCall: RouteCall<Payload>;
  readonly observer: PoolObserver;
  readonly clock: Clock;
  readonly killGraceMs: number;
}

const NO_LINK: WorkerLink = {
  pid: undefined,
  run: () => {},
  reply: () => {},
  control: () => {},
  kill: () => {},
};

/** The life of one worker from its start to its exit, and what becomes of the batches it has been sent. */
export class Worker<Payload> {
  readonly startedAt: number;
  readonly #exited = deferred<WorkerExit>();
  readonly #runs: WorkerRuns<Payload>;
  readonly #calls: WorkerCalls<Payload>;
  readonly #health: HealthCheck;
  readonly #taken: TakenNotice;
  #link = NO_LINK;
  #state: WorkerState = 'starting';
  #killedFor: KillReason | undefined;
  #hasWorked = false;
  #isStopRequested = false;
  #isBusy = false;
  #idleSince: number;
  /** A run outlived its deadline although the worker turns: it is killed once nobody waits for anything else. */
  #hasOverdue = false;

  constructor(
    private readonly options: WorkerOptions<Payload>,
    private readonly events: WorkerEvents,
  ) {
    const { assignment, clock, endpoints, killGraceMs, observer, routeCall } = options;
    this.startedAt = clock.now();
    this.#idleSince = this.startedAt;
    const cancels = new CancelNotice(clock, (leases) => this.#link.control({ litserve: 'cancel', leases }));
    const credits = new CreditNotice(clock, (all) =>
      this.#link.control({ litserve: 'credit', credits: all }),
    );
    this.#runs = new WorkerRuns({
      endpoints,
      clock,
      link: () => this.#link,
      graceMs: killGraceMs,
      observer,
      worker: assignment.worker,
      cancelled: (item) => {
        cancels.add(item);
        this.#calls.parentGone(item);
      },
      credited: (item, bytes) => credits.add(item, bytes),
      overdue: (isStuck) => this.#onOverdue(isStuck),
      finished: () => {
        this.#turn();
        this.#killInVain();
      },
    });
    this.#calls = new WorkerCalls({
      route: routeCall,
      parentOf: (item) => this.#runs.parentOf(item),
      reply: (message) => this.#link.reply(message),
    });
    this.#taken = new TakenNotice(clock, (taken) => this.#link.control({ litserve: 'taken', events: taken }));
    const ask = (id: number): void => this.#link.control({ litserve: 'health', id });
    this.#health = new HealthCheck(clock, ask, () => this.#runs.size > 0);
  }

  get state(): WorkerState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#link.pid;
  }

  get killedFor(): KillReason | undefined {
    return this.#killedFor;
  }

  /** Whether it was told to stop; its exit is no accident then. */
  get isStopRequested(): boolean {
    return this.#isStopRequested;
  }

  /** Whether it has been given work since its start. */
  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  /** Since when it has had nothing to run; `undefined` while it has. */
  get idleSince(): number | undefined {
    return this.#isBusy ? undefined : this.#idleSince;
  }

  /** Resolves when it has gone and each of its batches is finished. */
  get exited(): Promise<WorkerExit> {
    return this.#exited.promise;
  }

  start(): void {
    this.#link = this.options.openLink(this.options.assignment, {
      message: (message) => this.#onMessage(message),
      control: (message) => this.#onControl(message),
      output: (line, from) => this.events.output(line, from),
      exit: (exit) => this.#onExit(exit),
    });
  }

  /**
   * Sends a batch, which counts as started once the caller says so.
   *
   * @param endpoint position in the pool's list
   * @returns `undefined` if the worker takes nothing any more; the batch has been given back then
   */
  send(endpoint: number, batch: Batch<Payload, Answer>): RunningBatch<Payload> | undefined {
    if (this.#state === 'ready') {
      this.#hasWorked = true;
      const run = this.#runs.send(endpoint, batch);
      this.#turn();
      return run;
    }
    batch.giveBack();
    return undefined;
  }

  health(timeoutMs: number): Promise<Health> {
    if (this.#state === 'ready') return this.#health.check(timeoutMs);
    return Promise.resolve({ healthy: false, detail: this.#state });
  }

  /**
   * Takes nothing more, lets what runs finish, and ends.
   *
   * @param graceMs how long what runs may take; what is left then fails with `error`, and its hooks are told to give up
   */
  async stop(graceMs: number, error: Error): Promise<void> {
    this.#isStopRequested = true;
    this.#leave();
    let reason: KillReason = 'did not stop';
    const cancelGrace = this.options.clock.after(graceMs, () => {
      reason = 'gave up';
      this.#runs.giveUp(error);
    });
    await this.#runs.idle();
    cancelGrace();
    await this.quit(reason);
  }

  /** Asks the worker to tear down and exit, and kills it if it does not. Resolves when it has gone. */
  async quit(killedFor: KillReason = 'did not stop'): Promise<void> {
    this.#isStopRequested = true;
    this.#leave();
    this.#link.control({ litserve: 'stop' });
    const cancelKill = this.options.clock.after(this.options.killGraceMs, () => this.kill(killedFor));
    await this.exited;
    cancelKill();
  }

  /** Ends it at once; what runs fails with `error`. */
  cutOff(error: Error): void {
    this.#isStopRequested = true;
    this.#runs.giveUp(error);
    this.kill('cut off');
  }

  kill(reason: KillReason): void {
    if (this.#state === 'dead' || this.#killedFor !== undefined) return;
    this.#leave();
    this.#killedFor = reason;
    this.#link.kill('SIGKILL');
  }

  #setState(state: WorkerState): void {
    if (this.#state === state || this.#state === 'dead') return;
    this.#state = state;
    this.events.state(state);
  }

  #leave(): void {
    if (this.#state !== 'dead') this.#setState('stopping');
  }

  #onMessage(message: FromWorkerMessage<Received>): void {
    if (message.type === 'call') return this.#calls.open(message);
    this.#runs.answered(message);
    // Of a batch that is finished, too: the worker counts what it has sent.
    if (message.type === 'stream') this.#taken.add(message.events.length);
  }

  #onControl(message: FromWorkerControl): void {
    switch (message.litserve) {
      case 'health':
        return this.#health.answered(message.id, message);
      case 'cancel-calls':
        return this.#calls.cancel(message.calls);
      case 'credit-calls':
        return this.#calls.credit(message.credits);
      case 'ready':
        if (this.#state === 'starting') this.#setState('ready');
    }
    this.events.control(message);
  }

  #turn(): void {
    const isBusy = this.#runs.size > 0;
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    if (!isBusy) this.#idleSince = this.options.clock.now();
    this.events.turned();
  }

  /** A stuck worker can only be killed. One that turns is replaced too, but not before others have their answers. */
  #onOverdue(isStuck: boolean): void {
    if (isStuck) return this.kill('stuck');
    this.#hasOverdue = true;
    this.#leave();
    this.#killInVain();
  }

  #killInVain(): void {
    if (this.#hasOverdue && this.#runs.areAllInVain) this.kill('overdue');
  }

  #onExit(exit: WorkerExit): void {
    this.#health.gone();
    // First the state, so that nobody sends another batch while these are given back.
    this.#setState('dead');
    this.#calls.died();
    this.#runs.died(blame(exit, this.#killedFor));
    this.#exited.resolve(exit);
  }
}

/** Whatever we killed ourselves is not its items' doing, unless it was stuck or wrote what is not our protocol. */
function blame(exit: WorkerExit, killedFor: KillReason | undefined): Blame {
  if (killedFor !== undefined) return killedFor === 'stuck' ? 'self' : 'none';
  if (exit.reason !== undefined) return 'self';
  return exit.signal === 'SIGKILL' ? 'killed' : 'self';
}
