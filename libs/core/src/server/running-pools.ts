import { Logger } from '@nestjs/common';
import { deferred, LitServeException } from '#common';
import { inlineLinks } from '#runtime';
import type { EndpointAssignment } from '#wire';
import {
  BootLimiter,
  openProcesses,
  planDevices,
  WorkerPool,
  type OpenLink,
  type PoolAvailability,
  type PoolEndpoint,
  type PoolLogger,
  type RouteCall,
} from '#workers';
import type { EventStream } from '../events/event-stream.js';
import type { LitServeEvent } from '../events/events.js';
import { PoolEventSource } from '../events/pool-event-source.js';
import type { ServedEndpoint, Serving } from '../serving.js';
import type { PoolReport, WorkerReport } from '../system/reports.js';
import { inlineEndpoints } from './inline-endpoints.js';
import type { PoolPlan } from './plan-pools.js';
import { toRunItem, type RequestPayload } from './request-payload.js';

/** A worker that is asked for its health while it is busy counts as before; a free one answers far sooner. */
const HEALTH_TIMEOUT_MS = 1000;

/** The worker pools of an app, from start to stop. Before `start` there are none: a script with this module forks nothing. */
export class RunningPools {
  #pools: readonly WorkerPool<RequestPayload>[] = [];
  /** Settles as the first boots of all pools do; set once they have been started, by the boot or by a call. */
  #ready: Promise<unknown> | undefined;
  #drained: Promise<void> | undefined;
  #ended: Promise<unknown> | undefined;

  /** @param routeCall what calls of the workers go through */
  constructor(
    private readonly serving: Serving,
    private readonly routeCall: RouteCall<RequestPayload>,
    private readonly events: EventStream<LitServeEvent>,
  ) {}

  /**
   * Resolves when every pool has a ready worker, or at once when the app does not wait for that.
   *
   * @throws WorkerBootError of the first pool whose workers cannot boot; all pools are stopped then
   */
  async start(): Promise<void> {
    this.begin();
    if (!this.serving.options.waitForReady) return this.#refuseUntilReady();
    try {
      await this.#ready;
    } catch (error) {
      await this.#end(0);
      throw error;
    }
  }

  /** Starts the pools, unless they have been. What is called meanwhile waits, and fails if their boots do. */
  begin(): void {
    if (this.#ready || this.#ended) return;
    this.#pools = this.#create();
    this.#ready = Promise.all(this.#pools.map((pool) => pool.start()));
    this.#ready.catch(() => undefined);
  }

  /**
   * From now on only calls on behalf of what is accepted are taken. Resolves when all of it has ended, after `mostMs`
   * at the latest; what is left then fails with 503 `draining`. A server that closes waits for all its answers, and a
   * stream may never end by itself.
   */
  drain(mostMs: number): Promise<void> {
    this.#drained ??= this.#drain(mostMs);
    return this.#drained;
  }

  /** Ends the workers; resolves when they are gone. What they still run fails after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    await this.#end(graceMs);
  }

  /** Ends all workers at once; what is not answered by then fails with 503 `draining`. Resolves when they are gone. */
  cutOff(): Promise<unknown> {
    const ended = this.#end(0);
    for (const pool of this.#pools) pool.cutOff();
    return ended;
  }

  /** Requests and calls that have been accepted and are not over. */
  get inHand(): number {
    return this.#queues.reduce((sum, queue) => {
      const { waiting, leased } = queue.stats();
      return sum + waiting + leased;
    }, 0);
  }

  report(): Promise<PoolReport[]> {
    return Promise.all(this.#pools.map(reportOn));
  }

  get #queues(): readonly ServedEndpoint['server']['queue'][] {
    return this.serving.endpoints.map(({ server }) => server.queue);
  }

  /** Each endpoint answers 503 until its pool is ready; a pool whose boots fail says so in the log and goes on trying. */
  #refuseUntilReady(): void {
    this.serving.pools.forEach((plan, index) => {
      if (this.#pools[index]?.availability === 'ready') return;
      for (const queue of this.#queuesOf(plan)) queue.close(new LitServeException('not_ready'));
    });
  }

  async #drain(mostMs: number): Promise<void> {
    const error = new LitServeException('draining');
    for (const queue of this.#queues) queue.drain(error);
    const timeIsUp = deferred();
    const timer = setTimeout(() => timeIsUp.resolve(), mostMs);
    const isIdle = await Promise.race([this.#idle(), timeIsUp.promise.then(() => false)]);
    clearTimeout(timer);
    if (!isIdle) void this.#end(0);
  }

  /** Resolves when all queues are idle at the same time: an item of one may have called the endpoint of another. */
  async #idle(): Promise<true> {
    while (this.inHand > 0) await Promise.all(this.#queues.map((queue) => queue.idle()));
    return true;
  }

  /** No slot comes any more for what waits in a queue, and none for what a kept-alive connection still sends. */
  #end(graceMs: number): Promise<unknown> {
    for (const queue of this.#queues) queue.close(new LitServeException('draining'));
    this.#ended ??= Promise.all(this.#pools.map((pool) => pool.stop({ graceMs })));
    return this.#ended;
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
          routeCall: this.routeCall,
          observer: new PoolEventSource(plan.name, this.events),
          bootLimiter,
          logger,
          timings: { killGraceMs: options.killGraceMs, startTimeoutMs: plan.options.startTimeoutMs },
          recycle: plan.options.recycle,
          events: { availability: (availability) => this.#refuseWhileDown(plan, availability) },
        }),
    );
  }

  /** A pool whose workers cannot boot answers 503 at once; one whose workers are merely starting lets items wait. */
  #refuseWhileDown(plan: PoolPlan, availability: PoolAvailability): void {
    if (this.#ended || availability === 'starting') return;
    for (const queue of this.#queuesOf(plan)) {
      if (availability === 'down') queue.close(new LitServeException('endpoint_down'));
      else queue.open();
      if (availability === 'ready' && this.#drained) queue.drain(new LitServeException('draining'));
    }
  }

  #queuesOf({ members }: PoolPlan): ServedEndpoint['server']['queue'][] {
    return members.map((member) => (this.serving.endpoints[member] as ServedEndpoint).server.queue);
  }

  #openLink({ options: { isolation, env, inheritEnv } }: PoolPlan): OpenLink {
    if (isolation === 'inline') return inlineLinks((assignment) => inlineEndpoints(this.serving, assignment));
    const { options, excluded } = this.serving;
    const open = openProcesses({ worker: options.worker, env, inheritEnv });
    return (assignment, events) => open({ ...assignment, excluded }, events);
  }
}

async function reportOn(pool: WorkerPool<RequestPayload>): Promise<PoolReport> {
  const healths = await pool.health(HEALTH_TIMEOUT_MS);
  const { pool: name, availability, failedStep, workers: snapshots } = pool.snapshot();
  const workers = snapshots.map(({ id, state, device, uptimeMs, restarts }): WorkerReport => {
    const healthy = state === 'ready' && healths.some((health) => health.worker === id && health.healthy);
    return { worker: id, state, healthy, device, uptimeMs: Math.round(uptimeMs), restarts };
  });
  const ready = workers.filter(({ state }) => state === 'ready');
  const reason =
    availability !== 'ready'
      ? `its workers are ${availability}${failedStep === undefined ? '' : `: ${failedStep} failed`}`
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
