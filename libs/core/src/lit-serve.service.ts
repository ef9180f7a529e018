import { Inject, Injectable, Optional, type ExecutionContext, type Type } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { Observable, SchedulerLike } from 'rxjs';
import type { EndpointRef, EndpointRefs, EndpointStats } from '#endpoint';
import type { OpenRequests } from '#http';
import { TIME } from '#queue';
import { INLINE_BENCH, isLitWorker, WORKER_CALLS, type InlineBench, type WorkerCalls } from '#runtime';
import { EventStream } from './events/event-stream.js';
import type { LitServeEvent } from './events/events.js';
import { MODULE_OPTIONS_TOKEN } from './lit-serve.module-definition.js';
import type { LitServeOptions } from './lit-serve.options.js';
import { CallRef } from './refs/call-ref.js';
import { CallRouter } from './refs/call-router.js';
import { servedTarget, workerTarget } from './refs/find-target.js';
import type { CallTarget } from './refs/follow-call.js';
import { LocalCalls } from './refs/local-calls.js';
import type { OpenConnections } from './server/open-connections.js';
import { RunningPools } from './server/running-pools.js';
import { Shutdown } from './server/shutdown.js';
import {
  assembleServing,
  checkInstances,
  servingNothing,
  type ServedEndpoint,
  type Serving,
} from './serving.js';
import { clockOf } from './surroundings.js';
import { openForRequest } from './specs/open-for-request.js';
import type { OpenEndpoint } from './specs/open-endpoint.js';
import { describeEndpoint, type LitServeEndpoint } from './system/describe-endpoint.js';
import { healthReport, infoReport, statsOf } from './system/make-reports.js';
import type { HealthReport, InfoReport } from './system/reports.js';
import type { SystemReports } from './system/system.controller.js';

/** Which service serves an app: the first one, should the module be imported twice. Keyed by app, so apps never meet. */
const owners = new WeakMap<ModulesContainer, LitServeService>();

/** The endpoints of this app: what they are, how they do, and calls of them. */
@Injectable()
export class LitServeService implements SystemReports, EndpointRefs {
  /** False in worker processes, and for a second import of the module: such a service serves nothing. */
  readonly isOwner: boolean;
  readonly serving: Serving;
  readonly #events = new EventStream<LitServeEvent>();
  readonly #pools: RunningPools;
  readonly #shutdown: Shutdown;
  readonly #calls: LocalCalls;
  /** Absent without an HTTP server. */
  #requests: OpenRequests | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Optional() @Inject(MODULE_OPTIONS_TOKEN) options: LitServeOptions | undefined,
    @Optional() @Inject(WORKER_CALLS) private readonly workerCalls: WorkerCalls | undefined,
    @Optional() @Inject(TIME) time?: SchedulerLike,
    @Optional() @Inject(INLINE_BENCH) bench?: InlineBench,
  ) {
    this.isOwner = !isLitWorker() && !owners.has(modules);
    if (this.isOwner) owners.set(modules, this);
    const surroundings = { time, bench };
    this.serving = this.isOwner
      ? assembleServing(modules, options ?? {}, this.#events, surroundings)
      : servingNothing();
    const servers = this.serving.endpoints.map(({ server }) => server);
    const router = new CallRouter(servers, () => this.#pools.begin());
    this.#calls = new LocalCalls(router);
    this.#pools = new RunningPools(this.serving, router.route, this.#events, surroundings);
    this.#shutdown = new Shutdown(this.#pools, this.serving.options.drainTimeoutMs, clockOf(surroundings));
  }

  /** The endpoints of the app, in the order of its modules; none in a worker. */
  get endpoints(): readonly LitServeEndpoint[] {
    return this.serving.endpoints.map((endpoint) =>
      describeEndpoint(endpoint, this.modules, this.config, (cls, name) => this.ref(cls, name)),
    );
  }

  /**
   * Requests, calls, batches and workers, as they come to an end or change; see `docs/reference/events.md`. It costs
   * nothing while nobody subscribes. It completes when the app has closed, and never fails; in a worker it says nothing.
   */
  get events$(): Observable<LitServeEvent> {
    return this.#owner.#events;
  }

  /**
   * The ref of an endpoint, as `@InjectEndpoint` gives it. Its calls fail when the app has no such endpoint.
   *
   * @param name of the endpoint, for a class with several
   */
  ref<Api>(cls: Type<Api>, name?: string): EndpointRef<Api> {
    return new CallRef(() => this.#target(cls, name));
  }

  /** What each endpoint has done since the app started and has in hand now, by its name. */
  stats(): Readonly<Record<string, EndpointStats>> {
    return Object.fromEntries(
      this.#owner.serving.endpoints.map(({ definition, server }) => [
        definition.options.name,
        statsOf(server.queue.stats()),
      ]),
    );
  }

  /** What `GET /health` answers. */
  health(): Promise<HealthReport> {
    return healthReport(this.serving, this.#pools, this.#shutdown.hasBegun);
  }

  /** What `GET /info` answers. */
  info(): InfoReport {
    return infoReport(this.serving, this.modules, this.config);
  }

  /** Resolves when every endpoint has a ready worker; rejects with the reason when a first boot fails. */
  async start(): Promise<void> {
    checkInstances(this.serving);
    await this.#pools.start();
  }

  /** The requests to the routes of this app, which a drain refuses. */
  watch(requests: OpenRequests): void {
    this.#requests = requests;
    this.#shutdown.watch(requests);
  }

  /**
   * Lets the route of a spec into an endpoint, on behalf of the request it handles: runs the guards of the endpoint's class
   * (`getClass()` is the endpoint; global guards have run for the route) and gives what can submit.
   *
   * @param endpoint one of {@link endpoints}
   * @param context of a handler, as a parameter decorator, a guard or an interceptor gets it
   * @throws ForbiddenException or what else a guard throws; LitServeException `draining`
   */
  async open<Api = unknown>(
    endpoint: Pick<LitServeEndpoint, 'name'>,
    context: ExecutionContext,
  ): Promise<OpenEndpoint<Api>> {
    const { serving } = this.#owner;
    const served = serving.endpoints.find(({ definition }) => definition.options.name === endpoint.name);
    const requests = this.#owner.#requests;
    if (!served || !requests) throw new Error(`litserve: this app serves no endpoint ${endpoint.name}`);
    return openForRequest(served, context, requests, serving.outlets);
  }

  /**
   * Sets how many workers the pool of an endpoint has, in all: it holds until the next call, and `'auto'` gives it back to
   * `workersPerDevice`. Resolves when so many are ready and those that are too many have gone, sessions included, or when
   * it is called again.
   *
   * @param endpoint its class, its name, or one of {@link endpoints}
   * @param size from 1, or from 0 for a pool with `min: 0` (the next request wakes it), to `workersPerDevice`, or its `max`,
   *   on each device
   * @throws RangeError; the error of a boot that fails meanwhile, which is tried again; LitServeException `draining`
   */
  async scale(
    endpoint: Type | string | Pick<LitServeEndpoint, 'name'>,
    size: number | 'auto',
  ): Promise<void> {
    const owner = this.#owner;
    await owner.#pools.scale(poolOf(owner.serving, endpoint), size);
  }

  /**
   * The app closes, because of a signal or without: resolves when its server may.
   *
   * @param connections to the server, if it has listened
   */
  beforeClose(connections: OpenConnections | undefined, isBySignal: boolean): Promise<void> {
    return this.#shutdown.beforeClose(connections, isBySignal);
  }

  /**
   * Takes nothing new from now on: 503 `draining`, and `/health` says so. Resolves when all that was accepted has ended,
   * with the calls it makes on its way; what is left after `drainTimeoutMs` fails. `app.close()` drains, too.
   */
  drain(): Promise<void> {
    return this.#owner.#shutdown.drain();
  }

  /** Drains and ends the workers. */
  async stop(): Promise<void> {
    await this.#shutdown.stop();
    this.#events.complete();
  }

  /** The service that serves this app; in a worker, which serves nothing, the one at hand. */
  get #owner(): LitServeService {
    return owners.get(this.modules) ?? this;
  }

  #target(cls: Type, name: string | undefined): CallTarget {
    if (this.workerCalls) return workerTarget(this.workerCalls, cls, name);
    const owner = this.#owner;
    return servedTarget(owner.serving, owner.#calls, cls, name);
  }
}

function poolOf({ endpoints }: Serving, endpoint: Type | string | Pick<LitServeEndpoint, 'name'>): string {
  const isMeant = ({ definition: { cls, options } }: ServedEndpoint): boolean =>
    typeof endpoint === 'function'
      ? cls === endpoint
      : options.name === (typeof endpoint === 'string' ? endpoint : endpoint.name);
  const served = endpoints.find(isMeant);
  if (served) return served.definition.options.pool;
  const name = typeof endpoint === 'string' ? endpoint : endpoint.name;
  throw new RangeError(
    `litserve: there is no endpoint ${name} to scale; those here are ` +
      (endpoints.map(({ definition }) => definition.options.name).join(', ') || '(none)'),
  );
}
