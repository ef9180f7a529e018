import { deferred, LitServeException } from '#common';
import { inlineLinks } from '#runtime';
import {
  BootLimiter,
  mpsEnv,
  openProcesses,
  WorkerPool,
  type OpenLink,
  type PoolAvailability,
  type RouteCall,
} from '#workers';
import type { EventStream } from '../events/event-stream.js';
import type { LitServeEvent } from '../events/events.js';
import { PoolEventSource } from '../events/pool-event-source.js';
import type { ServedEndpoint, Serving } from '../serving.js';
import type { PoolReport } from '../system/reports.js';
import { reportPool } from '../system/report-pool.js';
import { inlineEndpoints } from './inline-endpoints.js';
import { placePools } from './place-pools.js';
import { poolSize, type PoolPlan } from './plan-pools.js';
import { poolEndpoint } from './pool-endpoint.js';
import { poolLogger } from './pool-logger.js';
import { clockOf, type Surroundings } from '../surroundings.js';
import type { RequestPayload } from './request-payload.js';

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
    private readonly surroundings: Surroundings,
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

  /** @see WorkerPool.scale */
  async scale(pool: string, size: number | 'auto'): Promise<void> {
    this.begin();
    const index = this.serving.pools.findIndex(({ name }) => name === pool);
    const running = this.#ended ? undefined : this.#pools[index];
    if (!running) throw new LitServeException('draining');
    await running.scale(size);
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
    return Promise.all(this.#pools.map(reportPool));
  }

  get #queues(): readonly ServedEndpoint['server']['queue'][] {
    return this.serving.endpoints.map(({ server }) => server.queue);
  }

  /** Each endpoint answers 503 until its pool is ready; a pool whose boots fail says so in the log and goes on trying. */
  #refuseUntilReady(): void {
    this.serving.pools.forEach((plan, index) => {
      const { availability } = this.#pools[index] ?? {};
      if (availability === 'ready' || availability === 'idle') return;
      for (const queue of this.#queuesOf(plan)) queue.close(new LitServeException('not_ready'));
    });
  }

  async #drain(mostMs: number): Promise<void> {
    const error = new LitServeException('draining');
    for (const queue of this.#queues) queue.drain(error);
    const timeIsUp = deferred();
    const stopTimer = clockOf(this.surroundings).after(mostMs, () => timeIsUp.resolve());
    const isIdle = await Promise.race([this.#idle(), timeIsUp.promise.then(() => false)]);
    stopTimer();
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
    const devices = placePools(pools, logger);
    const clock = clockOf(this.surroundings);
    return pools.map(
      (plan, index) =>
        new WorkerPool({
          name: plan.name,
          endpoints: plan.members.map((member) =>
            poolEndpoint(this.serving.endpoints[member] as ServedEndpoint),
          ),
          devices: devices[index] ?? [],
          size: poolSize(plan, devices[index]?.length ?? 0),
          openLink: this.#openLink(plan),
          routeCall: this.routeCall,
          observer: new PoolEventSource(plan.name, this.events),
          bootLimiter,
          clock,
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
      if (availability !== 'down' && this.#drained) queue.drain(new LitServeException('draining'));
    }
  }

  #queuesOf({ members }: PoolPlan): ServedEndpoint['server']['queue'][] {
    return members.map((member) => (this.serving.endpoints[member] as ServedEndpoint).server.queue);
  }

  #openLink({ options: pool }: PoolPlan): OpenLink {
    const { isolation, env, inheritEnv } = pool;
    if (isolation === 'inline') {
      const { bench } = this.surroundings;
      return inlineLinks((assignment, crash) => inlineEndpoints(this.serving, assignment, bench, crash));
    }
    const { options, excluded } = this.serving;
    const open = openProcesses({ worker: options.worker, env: { ...mpsEnv(pool), ...env }, inheritEnv });
    return (assignment, events) => open({ ...assignment, excluded }, events);
  }
}
