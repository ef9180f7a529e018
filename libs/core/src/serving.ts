import { Logger, type Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { HttpServer } from '@nestjs/common';
import { LitServeConfigurationError } from '#common';
import { resolveEndpoint, type EndpointDefinition } from '#endpoint';
import { installHttp, Outlets, type AdapterResponse, type OpenRequests } from '#http';
import { checkAsked } from './discovery/check-asked.js';
import { checkFound, checkTogether, instanceProblems, requestScoped } from './discovery/check-endpoints.js';
import { discoverEndpoints, isRequestScoped, type FoundEndpoint } from './discovery/discover-endpoints.js';
import { excludedNames, excludeProblems, workerModulesHint } from './discovery/worker-modules.js';
import type { EventStream } from './events/event-stream.js';
import type { LitServeEvent } from './events/events.js';
import { RequestEventSource } from './events/request-event-source.js';
import {
  checkLitServeOptions,
  resolveLitServeOptions,
  type LitServeOptions,
  type ResolvedLitServeOptions,
} from './lit-serve.options.js';
import type { NestWrapper } from './nest-container.js';
import { passBodyUnread } from './routing/body-needs.js';
import { createController, type GeneratedController, type Handle } from './routing/controller.factory.js';
import { placeOutput } from './routing/output-position.js';
import { addGlobalRequestEnhancers, registerController } from './routing/register-controller.js';
import { routeConflicts } from './routing/route-conflicts.js';
import { listRoutes, publicPaths } from './routing/route-table.js';
import { createEndpointServer } from './server/create-endpoint-server.js';
import type { EndpointServer } from './server/endpoint-server.js';
import type { Surroundings } from './surroundings.js';
import type { AdapterRequest } from './server/request-payload.js';
import { planPools, unusedPools, type PoolPlan } from './server/plan-pools.js';
import { specControllers, unservedSpecs } from './specs/spec-modules.js';
import { findSpecRoutes, gateSpecRoutes, specRouteProblems } from './specs/spec-routes.js';

/** One endpoint of the app with everything that was made for it. */
export interface ServedEndpoint {
  readonly definition: EndpointDefinition;
  readonly found: FoundEndpoint;
  readonly server: EndpointServer;
  readonly generated: GeneratedController;
  readonly controller: NestWrapper;
}

/** What one app serves: its endpoints and pools. Everything is known here; nothing runs yet. */
export interface Serving {
  readonly options: ResolvedLitServeOptions;
  readonly endpoints: readonly ServedEndpoint[];
  readonly pools: readonly PoolPlan[];
  /** Names of the modules that do not start in workers. */
  readonly excluded: readonly string[];
  /** What its answers go out by. */
  readonly outlets: Outlets;
}

/**
 * Finds the endpoints of an app and gives each a queue and a controller in its host module. Runs while instances are
 * being made: all modules are scanned by then, and an eager Swagger document already sees the routes.
 *
 * @param events told of what becomes of requests
 * @throws LitServeConfigurationError with every problem found
 */
export function assembleServing(
  modules: ModulesContainer,
  given: LitServeOptions,
  events: EventStream<LitServeEvent>,
  { time, bench }: Surroundings,
): Serving {
  const found = discoverEndpoints(modules);
  refuse([...checkLitServeOptions(given), ...checkFound(found)]);
  const options = resolveLitServeOptions(given);
  const definitions = found.map((one) => ({
    ...resolveEndpoint(one.cls, one.host.name, one.ordinal, one.given, options.endpointDefaults),
    id: one.id,
  }));
  refuse([
    ...checkTogether(definitions, found),
    ...unusedPools(definitions, options),
    ...excludeProblems(modules, found, options.workerExclude),
    ...checkAsked(modules, definitions),
    ...unservedSpecs(modules, found),
  ]);
  const nameOf = (id: string): string => definitions.find((one) => one.id === id)?.options.name ?? id;
  const outlets = new Outlets();
  const endpoints = definitions.map((definition, index): ServedEndpoint => {
    const own = found[index] as FoundEndpoint;
    const server = createEndpointServer(
      definition,
      options.clientPriority,
      outlets,
      new RequestEventSource(definition.options.name, events, nameOf),
      time,
    );
    const handle: Handle = (args, request, response) =>
      server.handle(args, request as AdapterRequest, response as AdapterResponse);
    const generated = createController(definition, handle, server);
    return {
      definition,
      found: own,
      server,
      generated,
      controller: registerController(own.host, generated.cls, own.wrapper),
    };
  });
  const excluded = excludedNames(modules, options.workerExclude);
  return {
    options,
    endpoints,
    pools: planPools(definitions, found, options, process.env, bench !== undefined),
    excluded,
    outlets,
  };
}

/** For workers, and for a second import of the module. */
export function servingNothing(): Serving {
  const options = resolveLitServeOptions({});
  return { options, endpoints: [], pools: [], excluded: [], outlets: new Outlets() };
}

/**
 * Fits the routes into the app: body gate, output, last filter. Runs while middleware is configured, when everything
 * global is known and no route is registered yet.
 *
 * @returns the requests to the routes, as they come and go
 * @throws LitServeConfigurationError on route conflicts and request-scoped endpoints
 */
export function fitIntoApp(
  serving: Serving,
  system: readonly Type<object>[],
  modules: ModulesContainer,
  config: ApplicationConfig,
  adapter: HttpServer,
): OpenRequests {
  const { endpoints, options } = serving;
  const speaking = specControllers(modules);
  const specRoutes = findSpecRoutes(modules);
  const ours = new Map<object, string>([
    ...endpoints.map((one): [object, string] => [one.generated.cls, labelOf(one)]),
    ...speaking,
  ]);
  for (const controller of system) ours.set(controller, 'LitServeModule');
  refuse([
    ...problemsOfInstances(serving),
    ...specRouteProblems(specRoutes, speaking),
    ...routeConflicts(listRoutes(modules, config), ours, config),
  ]);
  const requests = installHttp(adapter, config, options);
  gateSpecRoutes(specRoutes, config);
  for (const { definition, generated, controller } of endpoints) {
    addGlobalRequestEnhancers(controller, config);
    passBodyUnread(definition, generated, config);
  }
  const seen = placeOutput(
    endpoints.map(({ generated }) => generated),
    config,
    serving.outlets,
  );
  for (const { server, generated } of endpoints) server.answerForm = seen.get(generated) ? 'value' : 'bytes';
  return requests;
}

/**
 * For an app without an HTTP server, which has nothing to fit into; all instances are made by then.
 *
 * @throws LitServeConfigurationError on request-scoped endpoints and on what is no endpoint after all
 */
export function checkInstances(serving: Serving): void {
  refuse(problemsOfInstances(serving));
}

const problemsOfInstances = ({ endpoints }: Serving): string[] => [
  ...endpoints
    .filter(({ found }) => isRequestScoped(found.wrapper))
    .map(({ found }) => requestScoped(found.cls.name)),
  ...endpoints.flatMap(({ found }) => instanceProblems(found)),
];

/** Logs each route with its pool, as a client calls it, and what starts in workers beside the endpoints. */
export function logRoutes(
  serving: Serving,
  modules: ModulesContainer,
  config: ApplicationConfig,
  logger: Logger,
): void {
  const routes = listRoutes(modules, config);
  for (const { definition, generated } of serving.endpoints) {
    const { name, pool, maxBatchSize } = definition.options;
    const paths = routes
      .filter(({ controller }) => controller === generated.cls)
      .flatMap((route) => publicPaths(route, config));
    const batches = maxBatchSize > 1 ? `, batches up to ${maxBatchSize}` : '';
    for (const path of paths) logger.log(`POST ${path} → ${name} (pool ${pool}${batches})`);
  }
  const inProcesses = serving.pools
    .filter(({ options }) => options.isolation === 'process')
    .flatMap(({ members }) => members.flatMap((member) => serving.endpoints[member]?.found ?? []));
  const hint = workerModulesHint(modules, inProcesses, serving.options.workerExclude);
  if (hint) logger.log(hint);
}

function refuse(problems: readonly string[]): void {
  const distinct = [...new Set(problems)];
  if (distinct.length > 0) throw new LitServeConfigurationError(distinct);
}

function labelOf({ definition }: ServedEndpoint): string {
  return `@LitEndpoint('${definition.options.path}') ${definition.cls.name} (${definition.host})`;
}
