import { RequestMethod, VersioningType } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';
import { publicPaths, type AppRoute } from './route-table.js';

/**
 * Two handlers for one method and path, where at least one is ours: on Express the second would be dead without a word,
 * on Fastify the error would name no class. The app's own harmless duplicates are none of our business, nor is a handler
 * that has a path with a slash at its end and without.
 *
 * @param ours what to call our own controllers in the message, for instance `@LitEndpoint('/predict') DigitsApi (FeatA)`
 */
export function routeConflicts(
  routes: readonly AppRoute[],
  ours: ReadonlyMap<object, string>,
  config: ApplicationConfig,
): string[] {
  return routes.flatMap((a, index) =>
    routes.slice(index + 1).flatMap((b) => {
      const isSame = a.controller === b.controller && a.label === b.label;
      if (isSame || (!ours.has(a.controller) && !ours.has(b.controller))) return [];
      const path = sharedPath(a, b, config);
      if (path === undefined || !methodsMeet(a, b) || a.host !== b.host) return [];
      const label = (route: AppRoute): string => ours.get(route.controller) ?? route.label;
      const method = RequestMethod[a.method === RequestMethod.ALL ? b.method : a.method];
      return [`${method} ${path} has two handlers: ${label(a)} and ${label(b)}; move one of them`];
    }),
  );
}

function methodsMeet(a: AppRoute, b: AppRoute): boolean {
  return a.method === b.method || a.method === RequestMethod.ALL || b.method === RequestMethod.ALL;
}

/** A version in the URI is part of the path; one in a header or media type is not, so there a common version is needed. */
function sharedPath(a: AppRoute, b: AppRoute, config: ApplicationConfig): string | undefined {
  const shapes = new Set(publicPaths(b, config).map(shapeOf));
  const path = publicPaths(a, config).find((one) => shapes.has(shapeOf(one)));
  const type = config.getVersioning()?.type;
  if (type === undefined || type === VersioningType.URI) return path;
  return a.versions.some((version) => b.versions.includes(version)) ? path : undefined;
}

/** Parameter names do not tell paths apart, and neither does case on Express. */
function shapeOf(path: string): string {
  return path.toLowerCase().replace(/:\w+/g, ':').replace(/\*\w*/g, '*');
}
