import type { LitSpec } from './lit-spec.js';

const SERVED = 'litserve:served-specs';

/**
 * Says of a module class that its controllers speak these specs: an app that imports it may have endpoints that declare
 * them, and a route of it that another one has, too, is a boot error.
 */
export function ServesSpecs(...specs: readonly LitSpec[]): ClassDecorator {
  return (cls) => Reflect.defineMetadata(SERVED, specs, cls);
}

/** The specs a module class speaks; none for any other class. */
export function servedSpecs(cls: unknown): readonly LitSpec[] {
  if (typeof cls !== 'function') return [];
  return (Reflect.getMetadata(SERVED, cls) as readonly LitSpec[] | undefined) ?? [];
}
