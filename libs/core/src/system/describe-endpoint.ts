import type { Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { EndpointRef, ResolvedEndpointOptions } from '#endpoint';
import { listRoutes, publicPaths } from '../routing/route-table.js';
import type { ServedEndpoint } from '../serving.js';
import { declaredInput, type DeclaredInput } from './declared-input.js';

/** An endpoint of the app, for code that looks at all of them. */
export interface LitServeEndpoint {
  readonly name: string;
  /** The decorated class. */
  readonly cls: Type<object>;
  /** As clients call them, with prefix and versions; complete once the app is initialised. */
  readonly paths: readonly string[];
  readonly options: ResolvedEndpointOptions;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What `decodeRequest` declares of the body; empty when that says nothing. */
  readonly input: DeclaredInput;
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
    input: declaredInput(cls),
    ref: refOf(cls, options.name),
  };
}
