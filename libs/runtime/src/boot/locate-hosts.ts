import type { InjectionToken, Provider, Type } from '@nestjs/common';
import { endpointId, endpointsOf, nameOfEndpoint } from '#endpoint';
import { isGlobal, moduleClass, modulesUnder, providersOf, type ModuleDefinition } from './module-tree.js';

/** Where an endpoint lives in the app's module tree. */
export interface LocatedEndpoint {
  /** The same as in the HTTP process. */
  readonly id: string;
  readonly name: string;
  /** The module that provides the class. */
  readonly host: ModuleDefinition;
  readonly token: InjectionToken;
  readonly cls: Type<object>;
}

export interface ModuleMap {
  readonly globals: readonly ModuleDefinition[];
  readonly endpoints: readonly LocatedEndpoint[];
}

/**
 * Reads the module tree: its global modules and its endpoints. A provider sees its own module, what that imports and
 * the global modules, so a host module together with the globals is all an endpoint needs to be made.
 */
export async function locateHosts(root: ModuleDefinition): Promise<ModuleMap> {
  const modules = await modulesUnder(root);
  const numbered = repeatNumbering();
  const endpoints = modules.flatMap((host) =>
    Array.from(providersOf(host)).flatMap(([token, provider]) => {
      const cls = endpointClassOf(provider);
      if (!cls) return [];
      return endpointsOf(cls).map((options, ordinal): LocatedEndpoint => {
        const id = numbered(endpointId(moduleClass(host).name, cls.name, ordinal));
        return { id, name: nameOfEndpoint(cls.name, ordinal, options), host, token, cls };
      });
    }),
  );
  return { globals: modules.filter(isGlobal), endpoints };
}

/**
 * The decorated class a provider stands for: the class it makes, else the class it is known by (a factory's or a
 * value's token). An alias (`useExisting`) stands for none: what it points to is a provider of its own.
 */
export function endpointClassOf(provider: Provider): Type<object> | undefined {
  if (typeof provider === 'function') return isDecorated(provider) ? provider : undefined;
  if ('useExisting' in provider) return undefined;
  const candidates: unknown[] = 'useClass' in provider ? [provider.useClass] : [];
  return [...candidates, provider.provide].find(isDecorated);
}

/**
 * Gives ids that occur more than once (two modules of one name, one module imported twice) a suffix: the second
 * becomes `id#2`. Whoever numbers in the order in which Nest scans modules gets the same ids.
 */
export function repeatNumbering(): (id: string) => string {
  const seen = new Map<string, number>();
  return (id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  };
}

function isDecorated(candidate: unknown): candidate is Type<object> {
  return endpointsOf(candidate).length > 0;
}
