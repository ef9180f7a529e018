import { RequestMethod, VERSION_NEUTRAL, VersioningType, type Type } from '@nestjs/common';
import { MetadataScanner, type ApplicationConfig, type ModulesContainer } from '@nestjs/core';
import { HOST, METHOD, MODULE_PATH, PATH, VERSION } from '../nest-metadata.js';
import type { NestModuleRef } from '../nest-container.js';

/** A route of the app, ours or not, as Nest will register it. */
export interface AppRoute {
  readonly controller: Type<object>;
  /** `ClassName#method (Module)`. */
  readonly label: string;
  readonly method: RequestMethod;
  /** Module and controller path, without the global prefix. */
  readonly path: string;
  readonly host: string;
  /** `VERSION_NEUTRAL` stands for routes that answer whatever the version. */
  readonly versions: readonly unknown[];
}

/** Every route of every controller, generated ones included. */
export function listRoutes(modules: ModulesContainer, config: ApplicationConfig): AppRoute[] {
  return [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) =>
      typeof metatype === 'function' ? routesOf(metatype as Type<object>, module, modules, config) : [],
    ),
  );
}

function routesOf(
  controller: Type<object>,
  module: NestModuleRef,
  modules: ModulesContainer,
  config: ApplicationConfig,
): AppRoute[] {
  const prototype = controller.prototype as Record<string, Function>;
  const modulePath =
    read(MODULE_PATH + modules.applicationId, module.metatype) ?? read(MODULE_PATH, module.metatype);
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name] as Function;
    const own = read(PATH, handler);
    if (own === undefined) return [];
    return textsOf(read(PATH, controller)).flatMap((outer) =>
      textsOf(own).map((inner) => ({
        controller,
        label: `${controller.name}#${name} (${module.name})`,
        method: read(METHOD, handler) as RequestMethod,
        path: joinPath(textOf(modulePath), outer, inner),
        host: describeHost(read(HOST, controller)),
        versions: versionsOf(handler, controller, config),
      })),
    );
  });
}

function versionsOf(
  handler: Function,
  controller: Type<object>,
  config: ApplicationConfig,
): readonly unknown[] {
  const versioning = config.getVersioning();
  if (!versioning) return [VERSION_NEUTRAL];
  const version =
    read(VERSION, handler) ?? read(VERSION, controller) ?? versioning.defaultVersion ?? VERSION_NEUTRAL;
  return Array.isArray(version) ? (version as unknown[]) : [version];
}

/** The paths a client calls: global prefix and URI version included; one per URI version. */
export function publicPaths({ path, versions }: AppRoute, config: ApplicationConfig): string[] {
  const versioning = config.getVersioning();
  const prefix = versioning?.type === VersioningType.URI ? (versioning.prefix ?? 'v') : undefined;
  const globalPrefix = config.getGlobalPrefix() ?? '';
  if (prefix === undefined) return [joinPath(globalPrefix, path)];
  return versions.map((version) =>
    version === VERSION_NEUTRAL
      ? joinPath(globalPrefix, path)
      : joinPath(globalPrefix, `${prefix || ''}${String(version)}`, path),
  );
}

function read(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target) as unknown;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf) : [textOf(value)]);

/** A host may be a text, a pattern or a list of them; equal ones read the same. */
const describeHost = (host: unknown): string => [host ?? []].flat().map(String).join(',');

/** `('api/', '/predict')` → `/api/predict`. */
export function joinPath(...parts: readonly string[]): string {
  const bare = parts.map((part) => part.replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
  return `/${bare.join('/')}`;
}
