import { Scope, type Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { endpointId, endpointsOf, type LitEndpointOptions } from '#endpoint';
import { repeatNumbering } from '#runtime';
import type { NestModuleRef, NestWrapper } from '../nest-container.js';

/** One `@LitEndpoint` on one provider, as found in the app's modules; nothing checked or resolved yet. */
export interface FoundEndpoint {
  /** See {@link endpointId}; numbered in the order in which Nest scans modules, as its workers do. */
  readonly id: string;
  readonly host: NestModuleRef;
  readonly wrapper: NestWrapper;
  readonly cls: Type<object>;
  readonly ordinal: number;
  readonly given: LitEndpointOptions;
}

/** Every decorated provider of every module. All modules are scanned before any instance is made, so none is missed. */
export function discoverEndpoints(modules: ModulesContainer): FoundEndpoint[] {
  const numbered = repeatNumbering();
  return [...modules.values()].flatMap((host) =>
    [...host.providers].flatMap(([token, wrapper]) => {
      const cls = decoratedClass(token, wrapper);
      if (!cls) return [];
      return endpointsOf(cls).map((given, ordinal) => {
        const id = numbered(endpointId(host.name, cls.name, ordinal));
        return { id, host, wrapper, cls, ordinal, given };
      });
    }),
  );
}

/** The class itself, the class of `useClass`, or the token of `useFactory`, `useValue` and an overridden provider. */
function decoratedClass(token: unknown, wrapper: NestWrapper): Type<object> | undefined {
  if (wrapper.isAlias) return undefined;
  return [wrapper.metatype, token].find((one): one is Type<object> => endpointsOf(one).length > 0);
}

/**
 * A worker has one instance and no request to scope it to. The enhancers on the class may be request-scoped: they belong
 * to its route. Complete only once all providers are instantiated.
 */
export function isRequestScoped(wrapper: NestWrapper): boolean {
  if (wrapper.scope === Scope.REQUEST || wrapper.scope === Scope.TRANSIENT) return true;
  const injected = [
    ...(wrapper.getCtorMetadata() ?? []),
    ...(wrapper.getPropertiesMetadata() ?? []).map(({ wrapper: property }) => property),
  ];
  return injected.some((one) => !one.isDependencyTreeStatic());
}
