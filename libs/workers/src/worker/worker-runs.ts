import type { Batch } from '#queue';
import type { BatchMessage, Received } from '#wire';
import type { RunningParent } from '../calls/worker-calls.js';
import type { Clock } from '../clock.js';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import type { PoolObserver } from '../pool-observer.js';
import { toError } from '../to-error.js';
import type { WorkerLink } from '../worker-link.js';
import { watchRun } from './overdue-run.js';
import { RunningBatch, type Blame, type CallerSignals } from './running-batch.js';

export interface WorkerRunsOptions<Payload> extends CallerSignals {
  readonly endpoints: readonly PoolEndpoint<Payload>[];
  readonly link: () => WorkerLink;
  readonly clock: Clock;
  /** How long after its endpoint's `timeoutMs` a run is overdue. */
  readonly graceMs: number;
  readonly observer: PoolObserver;
  /** Number of the worker in its pool. */
  readonly worker: number;
  /** A run is overdue. */
  overdue(isStuck: boolean): void;
  /** A run has finished. */
  finished(): void;
}

/** The batches one worker has been sent and has not finished. */
export class WorkerRuns<Payload> {
  /** By the id the worker answers with. */
  readonly #runs = new Map<number, RunningBatch<Payload>>();
  /** A part of `#runs`: those past their deadline and its grace, which nobody waits for any more. */
  readonly #overdue = new Set<RunningBatch<Payload>>();
  #nextRun = 1;
  #nextItem = 1;

  constructor(private readonly options: WorkerRunsOptions<Payload>) {}

  get size(): number {
    return this.#runs.size;
  }

  /** Whether a worker that dies now takes no work with it that somebody waits for. */
  get areAllInVain(): boolean {
    return [...this.#runs.values()].every((run) => this.#overdue.has(run) || !run.isStarted);
  }

  /** Sends a batch; the caller says when it starts. */
  send(endpointIndex: number, batch: Batch<Payload, Answer>): RunningBatch<Payload> {
    const endpoint = this.options.endpoints[endpointIndex];
    if (!endpoint) throw new RangeError(`the pool has no endpoint ${endpointIndex}`);
    const run = new RunningBatch(this.#nextRun++, endpoint, batch, this.#nextItem);
    this.#nextItem += run.size;
    const items = run.items(this.options);
    if (items.length === 0) {
      run.end();
      return run;
    }
    this.#track(run);
    try {
      this.options.link().run({ type: 'run', endpoint: endpointIndex, batch: run.id, items });
    } catch (error) {
      // Nothing has been written: the frame would have been too large.
      run.failed(toError(error));
    }
    return run;
  }

  /** A message for a batch that is finished already changes nothing. */
  answered(message: BatchMessage<Received>): void {
    this.#runs.get(message.batch)?.receive(message);
  }

  /** The item that calls; its batch has begun then, even if the one before it is still on the way to us. */
  parentOf(item: number): RunningParent<Payload> | undefined {
    for (const run of this.#runs.values()) {
      const parent = run.parentOf(item);
      if (!parent) continue;
      run.start();
      return parent;
    }
    return undefined;
  }

  /** Resolves when there is no run left. */
  async idle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all([...this.#runs.values()].map((run) => run.finished));
  }

  died(blame: Blame): void {
    const runs = [...this.#runs.values()];
    const inCompany = runs.filter((run) => run.isStarted).length > 1;
    for (const run of runs) run.died(blame, inCompany);
  }

  giveUp(error: Error): void {
    for (const run of this.#runs.values()) run.giveUp(error);
  }

  #track(run: RunningBatch<Payload>): void {
    this.#runs.set(run.id, run);
    let endWatch: (() => void) | undefined;
    let startedAt: number | undefined;
    const watch = (): void => {
      endWatch = this.#watch(run);
    };
    run.onStart = () => {
      startedAt = this.options.clock.now();
      watch();
    };
    // A stream may last for as long as somebody takes it; then it has the same time to end as a run has to answer.
    run.onStreaming = () => endWatch?.();
    run.onAbandoned = watch;
    run.onFinish = () => {
      endWatch?.();
      this.#runs.delete(run.id);
      this.#overdue.delete(run);
      if (this.options.observer.isObserved) this.#report(run, startedAt);
      this.options.finished();
    };
  }

  /** @param startedAt absent for a run that never began */
  #report(run: RunningBatch<Payload>, startedAt = this.options.clock.now()): void {
    const { clock, observer, worker } = this.options;
    observer.ran({
      endpoint: run.endpoint.assignment.name,
      worker,
      size: run.size,
      queuedMs: startedAt - run.oldestArrival,
      runMs: clock.now() - startedAt,
      outcome: run.outcome ?? 'returned',
    });
  }

  #watch(run: RunningBatch<Payload>): (() => void) | undefined {
    const { clock, graceMs, link } = this.options;
    const timeoutMs = run.endpoint.timeoutMs ?? 0;
    if (timeoutMs === 0) return undefined;
    return watchRun(clock, {
      timeoutMs,
      graceMs,
      stuckMs: async () => (await link().stuckMs?.()) ?? 0,
      overdue: (isStuck) => this.#onOverdue(run, isStuck),
    });
  }

  #onOverdue(run: RunningBatch<Payload>, isStuck: boolean): void {
    this.#overdue.add(run);
    this.options.overdue(isStuck);
  }
}
