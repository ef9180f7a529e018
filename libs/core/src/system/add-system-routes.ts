import { RequestMethod, type Logger, type Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { SystemPath, SystemRoute } from '../lit-serve.options.js';
import type { LitServeService } from '../lit-serve.service.js';
import type { NestModuleRef } from '../nest-container.js';
import { registerController } from '../routing/register-controller.js';
import { joinPath, listRoutes } from '../routing/route-table.js';
import { createSystemController } from './system.controller.js';

/** Adds `/health`, `/livez` and `/info` to the module of this library, as far as they are on and free. */
export function addSystemRoutes(
  service: LitServeService,
  modules: ModulesContainer,
  config: ApplicationConfig,
  logger: Logger,
  own: Type<object>,
): Type<object> | undefined {
  const host = [...modules.values()].find((module) => module.metatype === own) as NestModuleRef;
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
  if (Object.keys(paths).length === 0) return undefined;
  const controller = createSystemController(paths, service);
  registerController(host, controller);
  return controller;
}
