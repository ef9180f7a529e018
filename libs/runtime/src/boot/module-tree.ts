import type { DynamicModule, ForwardReference, InjectionToken, Provider, Type } from '@nestjs/common';

/** A module as it may be written in `imports`. */
export type ModuleReference =
  Type<unknown> | DynamicModule | ForwardReference | Promise<Type<unknown> | DynamicModule>;

/** A module with its references resolved: what Nest would make one module instance of. */
export type ModuleDefinition = Type<unknown> | DynamicModule;

/** Metadata of `@Module` and `@Global`, by Nest's own keys; a spec compares the walk with what Nest scans. */
const GLOBAL = '__module:global__';

/**
 * Every module under the root, each once, in the order in which Nest registers them: a parent, then its imports; but a
 * dynamic module brings what itself adds to the imports along at once. Nothing is instantiated: no constructor, no
 * factory, no connection.
 */
export async function modulesUnder(root: ModuleDefinition): Promise<ModuleDefinition[]> {
  const registered = new Set<ModuleDefinition>();
  const scanned = new Set<ModuleDefinition>();
  const register = async (reference: ModuleReference): Promise<ModuleDefinition | undefined> => {
    const definition = await resolved(reference);
    if (!definition || registered.has(definition)) return definition;
    registered.add(definition);
    if ('module' in definition) await Promise.all((definition.imports ?? []).map(register));
    return definition;
  };
  const scan = async (reference: ModuleReference): Promise<void> => {
    const definition = await register(reference);
    if (!definition || scanned.has(definition)) return;
    scanned.add(definition);
    for (const imported of importsOf(definition)) await scan(imported);
  };
  await scan(root);
  return [...registered];
}

export function moduleClass(definition: ModuleDefinition): Type<unknown> {
  return 'module' in definition ? definition.module : definition;
}

export function isGlobal(definition: ModuleDefinition): boolean {
  if ('module' in definition && definition.global) return true;
  return Reflect.getMetadata(GLOBAL, moduleClass(definition)) === true;
}

/** The providers by token, in order; as in Nest, the last one given for a token counts, in the place of the first. */
export function providersOf(definition: ModuleDefinition): ReadonlyMap<InjectionToken, Provider> {
  const declared: Provider[] = Reflect.getMetadata('providers', moduleClass(definition)) ?? [];
  const added = 'module' in definition ? (definition.providers ?? []) : [];
  return new Map([...declared, ...added].map((provider) => [tokenOf(provider), provider]));
}

function tokenOf(provider: Provider): InjectionToken {
  return 'provide' in provider ? provider.provide : provider;
}

/** What the decorator says, then what the dynamic module adds. */
function importsOf(definition: ModuleDefinition): readonly ModuleReference[] {
  const declared: ModuleReference[] = Reflect.getMetadata('imports', moduleClass(definition)) ?? [];
  return 'module' in definition ? [...declared, ...(definition.imports ?? [])] : declared;
}

/** `undefined` entries (circular files) and nonsense are left for Nest to report, with its own message. */
async function resolved(reference: ModuleReference): Promise<ModuleDefinition | undefined> {
  const settled = await reference;
  if (!settled) return undefined;
  if (!('forwardRef' in settled)) return settled;
  const target: ModuleDefinition = settled.forwardRef();
  return target;
}
