import { Logger } from '@nestjs/common';
import { LitServeException } from '#common';
import { inlineLinks, type HostedEndpoint } from '#runtime';
import type { EndpointHooks } from '#endpoint';
import type { EndpointAssignment, WorkerAssignment } from '#wire';
import {
  BootLimiter,
  openProcesses,
  planDevices,
  WorkerPool,
  type OpenLink,
  type PoolAvailability,
  type PoolEndpoint,
  type PoolLogger,
} from '#workers';
import type { ServedEndpoint, Serving } from '../serving.js';
import type { PoolReport, WorkerReport } from '../system/reports.js';
import type { PoolPlan } from './plan-pools.js';
import { toRunItem, type RequestPayload } from './request-payload.js';

/** A worker that is asked for its health while it is busy counts as before; a free one answers far sooner. */
const HEALTH_TIMEOUT_MS = 1000;

/** The worker pools of an app, from start to stop. Before `start` there are none: a script with this module forks nothing. */
export class RunningPools {
  #pools: readonly WorkerPool<RequestPayload>[] = [];
  #stopping = false;
  /** When a drain is over, by `performance.now()`; set once it has begun. */
  #drainedBy: number | undefined;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(private readonly serving: Serving) {}

  /**
   * Resolves when every pool has a ready worker, or at once when the app does not wait for that.
   *
   * @throws WorkerBootError of the first pool whose workers cannot boot; all pools are stopped then
   */
  async start(): Promise<void> {
    this.#pools = this.#create();
    if (!this.serving.options.waitForReady) return this.#startUnawaited();
    try {
      await Promise.all(this.#pools.map((pool) => pool.start()));
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  /** Each endpoint answers 503 until its pool is ready; a pool whose boots fail says so in the log and goes on trying. */
  #startUnawaited(): void {
    for (const { server } of this.serving.endpoints) server.queue.close(new LitServeException('not_ready'));
    for (const pool of this.#pools) pool.start().catch(() => undefined);
  }

  /**
   * From now on what is accepted may take `drainTimeoutMs`; then it fails with 503 `draining`. A server that closes waits
   * for all its answers, and a stream may never end by itself.
   */
  drain(): void {
    const { drainTimeoutMs } = this.serving.options;
    if (this.#drainedBy !== undefined) return;
    this.#drainedBy = performance.now() + drainTimeoutMs;
    this.#drainTimer = setTimeout(() => void this.stop(0), drainTimeoutMs);
  }

  /** Lets running work finish for `graceMs`, then ends the workers; resolves when they are gone. */
  async stop(graceMs = this.#drainLeftMs): Promise<void> {
    clearTimeout(this.#drainTimer);
    this.#stopping = true;
    // No slot comes for what waits in a queue, and none for what a kept-alive connection still sends.
    for (const { server } of this.serving.endpoints) server.queue.close(new LitServeException('draining'));
    await Promise.all(this.#pools.map((pool) => pool.stop({ graceMs })));
  }

  report(): Promise<PoolReport[]> {
    return Promise.all(this.#pools.map(reportOn));
  }

  get #drainLeftMs(): number {
    if (this.#drainedBy === undefined) return this.serving.options.drainTimeoutMs;
    return Math.max(0, this.#drainedBy - performance.now());
  }

  #create(): WorkerPool<RequestPayload>[] {
    const { pools, options } = this.serving;
    const logger = poolLogger();
    const bootLimiter = new BootLimiter(options.maxConcurrentBoots);
    const devices = planDevices(pools.map(({ name, options: pool }) => ({ pool: name, ...pool })));
    return pools.map(
      (plan, index) =>
        new WorkerPool({
          name: plan.name,
          endpoints: plan.members.map((member) =>
            poolEndpoint(this.serving.endpoints[member] as ServedEndpoint),
          ),
          devices: devices[index] ?? [],
          openLink: this.#openLink(plan),
          bootLimiter,
          logger,
          timings: { killGraceMs: options.killGraceMs },
          events: { availability: (availability) => this.#refuseWhileDown(plan, availability) },
        }),
    );
  }

  /** A pool whose workers cannot boot answers 503 at once; one whose workers are merely starting lets items wait. */
  #refuseWhileDown({ members }: PoolPlan, availability: PoolAvailability): void {
    if (this.#stopping || availability === 'starting') return;
    for (const member of members) {
      const queue = this.serving.endpoints[member]?.server.queue;
      if (availability === 'ready') queue?.open();
      else queue?.close(new LitServeException('endpoint_down'));
    }
  }

  #openLink({ options: { isolation, env, inheritEnv } }: PoolPlan): OpenLink {
    if (isolation === 'process') {
      return openProcesses({ worker: this.serving.options.worker, env, inheritEnv });
    }
    return inlineLinks((assignment) => this.#hosted(assignment));
  }

  /** Inline, the providers of this very app serve: what a test has overridden counts. */
  #hosted({ endpoints }: WorkerAssignment): HostedEndpoint[] {
    return endpoints.map((assignment) => {
      const served = this.serving.endpoints.find(
        ({ definition }) => definition.id === assignment.id,
      ) as ServedEndpoint;
      return {
        assignment,
        cls: served.definition.cls,
        instance: served.found.wrapper.instance as EndpointHooks,
      };
    });
  }
}

async function reportOn(pool: WorkerPool<RequestPayload>): Promise<PoolReport> {
  const healths = await pool.health(HEALTH_TIMEOUT_MS);
  const { pool: name, availability, workers: snapshots } = pool.snapshot();
  const workers = snapshots.map(({ id, state, device, uptimeMs, restarts }): WorkerReport => {
    const healthy = state === 'ready' && healths.some((health) => health.worker === id && health.healthy);
    return { worker: id, state, healthy, device, uptimeMs: Math.round(uptimeMs), restarts };
  });
  const ready = workers.filter(({ state }) => state === 'ready');
  const reason =
    availability !== 'ready'
      ? `its workers are ${availability}`
      : ready.some(({ healthy }) => healthy)
        ? undefined
        : 'health() says no';
  return { name, ready: ready.length, ...(reason === undefined ? {} : { reason }), workers };
}

/** Each line under its worker's name. Nest takes a second argument of an instance's `log` for a message of its own. */
function poolLogger(): PoolLogger {
  const loggers = new Map<string, Logger>();
  const of = (context: string): Logger => {
    const logger = loggers.get(context) ?? new Logger(context);
    loggers.set(context, logger);
    return logger;
  };
  return {
    log: (message, context) => of(context).log(message),
    warn: (message, context) => of(context).warn(message),
    error: (message, context) => of(context).error(message),
    debug: (message, context) => of(context).debug(message),
  };
}

function poolEndpoint({ definition: { id, options }, server }: ServedEndpoint): PoolEndpoint<RequestPayload> {
  const assignment: EndpointAssignment = {
    id,
    name: options.name,
    maxBatchSize: options.maxBatchSize,
    concurrency: options.concurrency,
    stream: options.stream,
  };
  return {
    assignment,
    queue: server.queue,
    batchTimeoutMs: options.batchTimeoutMs,
    timeoutMs: options.timeoutMs,
    toItem: toRunItem,
  };
}
