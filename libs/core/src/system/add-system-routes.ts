import { RequestMethod, type CanActivate, type Logger, type Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { SystemPath, SystemRoute } from '../lit-serve.options.js';
import type { LitServeService } from '../lit-serve.service.js';
import type { NestModuleRef } from '../nest-container.js';
import { registerController } from '../routing/register-controller.js';
import { joinPath, listRoutes } from '../routing/route-table.js';
import { createDrainController } from './drain.controller.js';
import { createSystemController } from './system.controller.js';

/**
 * Adds `/health`, `/livez` and `/info` to the module of this library, as far as they are on and free, and the route that
 * drains.
 *
 * @returns their controllers
 */
export function addSystemRoutes(
  service: LitServeService,
  modules: ModulesContainer,
  config: ApplicationConfig,
  logger: Logger,
  own: Type<object>,
  drainGuard: CanActivate | undefined,
): Type<object>[] {
  const host = [...modules.values()].find((module) => module.metatype === own) as NestModuleRef;
  const { drain } = service.serving.options;
  const controllers: Type<object>[] = [];
  if (drain && drainGuard) {
    controllers.push(createDrainController(drain.path, drainGuard, () => service.drain()));
  }
  const taken = new Set(
    listRoutes(modules, config)
      .filter(({ method }) => method === RequestMethod.GET || method === RequestMethod.ALL)
      .map(({ path }) => path),
  );
  const paths: Partial<Record<SystemRoute, string>> = {};
  for (const [name, { path, byDefault }] of Object.entries(service.serving.options.paths) as [
    SystemRoute,
    SystemPath,
  ][]) {
    if (path === false) continue;
    if (byDefault && taken.has(joinPath(path))) {
      logger.log(
        `GET ${path} is the app's own; set ${name}Path in LitServeModule.forRoot() to have ours elsewhere`,
      );
    } else {
      paths[name] = path;
    }
  }
  if (Object.keys(paths).length > 0) controllers.push(createSystemController(paths, service));
  for (const controller of controllers) registerController(host, controller);
  return controllers;
}
