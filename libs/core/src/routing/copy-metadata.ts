import { LIST_KEYS } from '../nest-metadata.js';

/** Belongs to the provider and not to its route. */
const PROVIDER_KEYS = new Set([
  'self:paramtypes',
  'self:properties_metadata',
  'optional:paramtypes',
  'optional:properties_metadata',
  '__injectable__',
  'scope:options',
  'path',
  'host',
]);
const isOfProvider = (key: string): boolean =>
  PROVIDER_KEYS.has(key) || key.startsWith('design:') || key.startsWith('litserve:');

/** Guards, pipes, interceptors, filters, tags and everything else a user put on the class, for its generated controller. */
export function copyClassMetadata(from: object, to: object): void {
  for (const key of Reflect.getMetadataKeys(from) as unknown[]) {
    if (typeof key === 'string' && isOfProvider(key)) continue;
    Reflect.defineMetadata(key, Reflect.getMetadata(key, from), to);
  }
}

/** What a user put on the hooks (`@HttpCode`, `@Header`, `@UseGuards`, `@ApiOperation`, …), for the handler. */
export function copyMethodMetadata(from: readonly Function[], to: Function): void {
  for (const hook of from) {
    for (const key of Reflect.getMetadataKeys(hook) as unknown[]) {
      if (typeof key === 'string' && key.startsWith('design:')) continue;
      const value: unknown = Reflect.getMetadata(key, hook);
      const before: unknown = Reflect.getOwnMetadata(key, to);
      const adds =
        typeof key === 'string' && LIST_KEYS.has(key) && Array.isArray(before) && Array.isArray(value);
      Reflect.defineMetadata(key, adds ? [...(before as unknown[]), ...(value as unknown[])] : value, to);
    }
  }
}

/** Appends to a list that decorators such as `@UseGuards` keep on a class or handler. */
export function appendToList(key: string, target: object, value: unknown): void {
  Reflect.defineMetadata(
    key,
    [...((Reflect.getMetadata(key, target) as unknown[] | undefined) ?? []), value],
    target,
  );
}

export function prependToList(key: string, target: object, value: unknown): void {
  Reflect.defineMetadata(
    key,
    [value, ...((Reflect.getMetadata(key, target) as unknown[] | undefined) ?? [])],
    target,
  );
}
