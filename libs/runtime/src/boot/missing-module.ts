import type { InjectionToken } from '@nestjs/common';
import { moduleClass, modulesUnder, providersOf, type ModuleDefinition } from './module-tree.js';

/** What Nest's error about a dependency tells; it is exported by no entry point. */
interface UnknownDependency {
  readonly type: Function | string;
  readonly context: {
    readonly name?: unknown;
    readonly index?: number;
    readonly dependencies?: readonly unknown[];
  };
}

/**
 * The error of a boot, in other words where it comes from a module that was left out: then Nest's own advice, to import
 * that module, is the wrong one.
 */
export async function explainMissing(error: unknown, leftOut: readonly ModuleDefinition[]): Promise<unknown> {
  if (!isUnknownDependency(error)) return error;
  const { name, index = -1, dependencies } = error.context;
  const token = (name ?? dependencies?.[index]) as InjectionToken;
  for (const module of leftOut) {
    const inside = await modulesUnder(module);
    if (!inside.some((one) => providersOf(one).has(token))) continue;
    const missing = moduleClass(module).name;
    return new Error(
      `litserve: ${label(error.type)} needs ${label(token)} of ${missing}, which workerExclude keeps out of workers. ` +
        `Take ${missing} out of workerExclude, or inject ${label(token)} with @Optional() and do without it in workers.`,
      { cause: error },
    );
  }
  return error;
}

function isUnknownDependency(error: unknown): error is Error & UnknownDependency {
  return (
    error instanceof Error && error.constructor.name === 'UnknownDependenciesException' && 'context' in error
  );
}

const label = (token: unknown): string => (typeof token === 'function' ? token.name : String(token));
