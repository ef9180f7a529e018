import type { DynamicModule, ForwardReference, ModuleMetadata, Type } from '@nestjs/common';
import { LitServeModule } from '#core';

type Import = NonNullable<ModuleMetadata['imports']>[number];

/** Whether one of the modules is, or imports, the module of this library: two would serve the same endpoints. */
export async function importsLitServe(
  imports: readonly Import[],
  seen = new Set<unknown>(),
): Promise<boolean> {
  for (const one of imports) {
    const module = resolved(await one);
    // What a circular file has left undefined is Nest's to complain about.
    if (module === undefined || seen.has(module)) continue;
    seen.add(module);
    const cls = 'module' in module ? module.module : module;
    if (cls === LitServeModule) return true;
    const own = (Reflect.getMetadata('imports', cls) ?? []) as readonly Import[];
    const added = 'module' in module ? (module.imports ?? []) : [];
    if (await importsLitServe([...own, ...added], seen)) return true;
  }
  return false;
}

function resolved(
  one: Type | DynamicModule | ForwardReference | undefined,
): Type | DynamicModule | undefined {
  return one && 'forwardRef' in one ? (one.forwardRef() as Type | DynamicModule | undefined) : one;
}
