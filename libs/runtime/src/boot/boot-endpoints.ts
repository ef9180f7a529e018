import { Module, type INestApplicationContext, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { EndpointHooks } from '#endpoint';
import type { WorkerAssignment } from '#wire';
import type { Calls } from '../calls/calls.js';
import type { HostedEndpoint } from '../host/hosted-endpoint.js';
import { leaveOut } from './leave-out.js';
import { locateHosts, type LocatedEndpoint, type ModuleMap } from './locate-hosts.js';
import { explainMissing } from './missing-module.js';
import { isGlobal, moduleClass, modulesUnder } from './module-tree.js';
import { removeEnhancers } from './remove-enhancers.js';
import { rootModule, type RootReference } from './root-module.js';
import { WorkerCallsModule } from './worker-calls.module.js';

/** What a worker runs: its part of the app, and its endpoints in the order of the assignment. */
export interface BootedEndpoints {
  readonly app: INestApplicationContext;
  readonly endpoints: readonly HostedEndpoint[];
}

/**
 * Starts the part of the app that the endpoints need: their host modules and the global modules. All other modules,
 * with their connections and schedules, stay in the HTTP process, and so do those that the app has excluded.
 *
 * @param calls the way from their code to other endpoints
 * @throws when an endpoint is not under the root, or a module cannot be started
 */
export async function bootEndpoints(
  root: RootReference,
  { endpoints: assigned, excluded = [] }: Pick<WorkerAssignment, 'endpoints' | 'excluded'>,
  logger: LoggerService,
  calls: Calls,
): Promise<BootedEndpoints> {
  const definition = await rootModule(root);
  const map = await locateHosts(definition);
  const located = assigned.map((assignment) => ({
    assignment,
    place: find(assignment.id, map, moduleClass(definition).name),
  }));

  for (const { place } of located) removeEnhancers(place.cls);
  const leftOut = excluded.length > 0 ? await leaveOut(definition, excluded) : [];
  const globals = (await modulesUnder(definition)).filter(isGlobal);
  class LitWorkerModule {}
  const imports = new Set([...globals, ...located.map(({ place }) => place.host)]);
  const callsModule = WorkerCallsModule.over(calls, map.endpoints);
  Module({ imports: [callsModule, ...imports] })(LitWorkerModule);
  const app = await NestFactory.createApplicationContext(LitWorkerModule, {
    logger,
    abortOnError: false,
  }).catch(async (error: unknown) => {
    throw await explainMissing(error, leftOut);
  });

  const endpoints = located.map(({ assignment, place }) => ({
    assignment,
    cls: place.cls,
    instance: app.select(place.host).get<EndpointHooks>(place.token, { strict: true }),
  }));
  return { app, endpoints };
}

function find(id: string, map: ModuleMap, rootName: string): LocatedEndpoint {
  const place = map.endpoints.find((endpoint) => endpoint.id === id);
  if (place) return place;
  const known = map.endpoints.map((endpoint) => endpoint.id).join(', ') || 'none';
  throw new Error(
    `litserve: the worker found no endpoint ${id} under ${rootName}; it found ${known}. ` +
      'Does the worker run the same main file, with the same conditions, as the app?',
  );
}
