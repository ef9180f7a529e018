import type { Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { EndpointRef, ResolvedEndpointOptions } from '#endpoint';
import { listRoutes, publicPaths } from '../routing/route-table.js';
import type { ServedEndpoint } from '../serving.js';

/** An endpoint of the app, for code that looks at all of them. */
export interface LitServeEndpoint {
  readonly name: string;
  /** The decorated class. */
  readonly cls: Type<object>;
  /** As clients call them, with prefix and versions; complete once the app is initialised. */
  readonly paths: readonly string[];
  readonly options: ResolvedEndpointOptions;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly ref: EndpointRef;
}

export function describeEndpoint(
  { definition: { cls, options }, generated }: ServedEndpoint,
  modules: ModulesContainer,
  config: ApplicationConfig,
  refOf: (cls: Type<object>, name: string) => EndpointRef,
): LitServeEndpoint {
  return {
    name: options.name,
    cls,
    get paths() {
      const own = listRoutes(modules, config).filter(({ controller }) => controller === generated.cls);
      return own.flatMap((route) => publicPaths(route, config));
    },
    options,
    metadata: options.metadata,
    ref: refOf(cls, options.name),
  };
}
