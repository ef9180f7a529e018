import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { nameModules } from '#runtime';
import type { NestModuleRef } from '../nest-container.js';
import type { FoundEndpoint } from './discover-endpoints.js';

/** The excluded modules as workers know them, by name: classes cannot cross. */
export function excludedNames(modules: ModulesContainer, excluded: readonly Type[]): string[] {
  const names = nameModules([...modules.values()].map(({ metatype }) => metatype));
  return excluded.flatMap((cls) => names.get(cls) ?? []);
}

/** What is wrong with `workerExclude`; empty when all is well. */
export function excludeProblems(
  modules: ModulesContainer,
  found: readonly FoundEndpoint[],
  excluded: readonly Type[],
): string[] {
  const classes = new Set<unknown>([...modules.values()].map(({ metatype }) => metatype));
  return excluded.flatMap((cls) => {
    const where = `LitServeModule.forRoot() workerExclude: ${cls.name}`;
    if (!classes.has(cls)) return [`${where} is no module of this app`];
    const hosted = found.find(({ host }) => host.metatype === cls);
    return hosted
      ? [`${where} provides ${hosted.cls.name}, which runs in workers; give the endpoint a module of its own`]
      : [];
  });
}

/** Modules that do nothing by themselves. */
const HARMLESS: ReadonlySet<string> = new Set([
  'InternalCoreModule',
  'LitServeModule',
  'ConfigModule',
  'ConfigHostModule',
]);

/**
 * A line about what starts in workers although the endpoints may not need it; `undefined` when there is nothing to say.
 * That is the case when the root module provides endpoints, as workers then start all that the app imports.
 *
 * @param found the endpoints that run in worker processes
 */
export function workerModulesHint(
  modules: ModulesContainer,
  found: readonly FoundEndpoint[],
  excluded: readonly Type[],
): string | undefined {
  const root = rootOf(modules);
  const own = new Set(found.filter(({ host }) => host === root).map(({ cls }) => cls.name));
  if (!root || own.size === 0) return undefined;
  const started = [...root.imports]
    .filter(({ metatype, name }) => !HARMLESS.has(name) && !excluded.some((cls) => cls === metatype))
    .map(({ name }) => name);
  if (started.length === 0) return undefined;
  return (
    `${root.name} provides ${[...own].join(', ')}, so each worker starts what ${root.name} imports: ` +
    `${[...new Set(started)].join(', ')}. To start less, give endpoints a module of their own, or see workerExclude`
  );
}

/** The one module that no other imports; Nest has no word for it outside its scanner. */
function rootOf(modules: ModulesContainer): NestModuleRef | undefined {
  const all = [...modules.values()];
  const imported = new Set(all.flatMap((module) => [...module.imports]));
  return all.find((module) => !imported.has(module));
}
