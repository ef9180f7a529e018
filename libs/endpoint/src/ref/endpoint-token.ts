import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import type { EndpointRef } from './endpoint-ref.js';

/** Makes refs; what the providers of refs get theirs from. Provided by the module of this library. */
export abstract class EndpointRefs {
  /** Never throws, and looks for the endpoint only when it is called: apps in one process may ask for different ones. */
  abstract ref<Api>(cls: Type<Api>, name?: string): EndpointRef<Api>;
}

/**
 * One provider for each class that has been asked for; the very array that is `providers` and `exports` of the module of
 * this library. It is metadata like that of `@Module`: written while files are imported, the same for every app of the
 * process, without an instance in it. Nest reads it when all modules of an app are known, and so all that was asked for.
 * What another app of the process has asked for costs this one an object: see {@link EndpointRefs.ref}.
 */
export const endpointRefProviders: Provider[] = [];

/** On a class, the tokens of its refs by name of the endpoint; '' for the only one. */
const TOKENS = 'litserve:ref-tokens';

/**
 * The token under which the ref of an endpoint is provided: to replace it in tests, and for `useFactory`.
 *
 * @param name of the endpoint, for a class with several `@LitEndpoint`s
 * @example Test.createTestingModule(…).overrideProvider(getEndpointToken(EmbedApi)).useValue({ predict: async () => [1] })
 */
export function getEndpointToken(cls: Type, name?: string): symbol {
  if (!tokensOf(cls).has(name ?? '')) provideRef(() => cls, name);
  return refToken(cls, name);
}

/**
 * The token for an endpoint whose class may not be defined yet: an alias of the class's own, so that what replaces that
 * one replaces this.
 */
export function lateEndpointToken(target: () => Type | undefined, name: string | undefined): symbol {
  const token = Symbol('EndpointRef<() => …>');
  provideRef(target, name);
  endpointRefProviders.push({
    provide: token,
    get useExisting() {
      return refToken(target(), name);
    },
  });
  return token;
}

/** Whether a provider is one of ours, and not what a test has put in its place. */
export function isRefProvider({
  inject,
}: {
  readonly inject?: readonly unknown[] | null | undefined;
}): boolean {
  return inject?.[0] === EndpointRefs;
}

/** Adds the provider of a ref. The target is asked for only when Nest reads the provider, with all files loaded. */
function provideRef(target: () => Type | undefined, name: string | undefined): void {
  const provider: FactoryProvider<EndpointRef> = {
    get provide() {
      return refToken(target(), name);
    },
    useFactory: (refs: EndpointRefs) => refs.ref(target() ?? NoClass, name),
    inject: [EndpointRefs],
  };
  endpointRefProviders.push(provider);
}

function refToken(cls: Type | undefined, name = ''): symbol {
  const owner = cls ?? NoClass;
  const known = tokensOf(owner);
  const token = known.get(name) ?? Symbol(`EndpointRef<${owner.name}>${name && ` "${name}"`}`);
  if (!known.has(name)) Reflect.defineMetadata(TOKENS, new Map([...known, [name, token]]), owner);
  return token;
}

function tokensOf(cls: Type): ReadonlyMap<string, symbol> {
  return (Reflect.getOwnMetadata(TOKENS, cls) as ReadonlyMap<string, symbol> | undefined) ?? new Map();
}

/** Stands for what a circular import has left undefined, so that the boot can tell of it with all else that is wrong. */
class NoClass {}
