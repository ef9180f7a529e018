import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import {
  askedEndpointsOf,
  endpointsOf,
  getEndpointToken,
  isRefProvider,
  type AskedEndpoint,
  type EndpointDefinition,
} from '#endpoint';

/**
 * What is wrong with the `@InjectEndpoint`s of an app's classes; empty when all is well. Only classes of this app are
 * looked at: another one in the same process may ask for what this one has not.
 */
export function checkAsked(modules: ModulesContainer, endpoints: readonly EndpointDefinition[]): string[] {
  return [...consumersIn(modules)].flatMap((consumer) =>
    askedEndpointsOf(consumer).flatMap((asked) => {
      const problem = problemOf(asked, modules, endpoints);
      return problem === undefined ? [] : [`${consumer.name}: ${problem}`];
    }),
  );
}

function consumersIn(modules: ModulesContainer): Set<Function> {
  const collections = [...modules.values()].flatMap((one) => [
    one.providers,
    one.controllers,
    one.injectables,
  ]);
  const wrappers = collections.flatMap((collection) => Array.from(collection.values()));
  // What a value or a factory has given was not made by Nest, and so asks for nothing.
  const classes = wrappers.filter((one) => !one.isNotMetatype).map(({ metatype }) => metatype);
  return new Set(classes.filter((one): one is Type => typeof one === 'function'));
}

function problemOf(
  { target, name }: AskedEndpoint,
  modules: ModulesContainer,
  endpoints: readonly EndpointDefinition[],
): string | undefined {
  const cls = target();
  if (typeof cls !== 'function') {
    return '@InjectEndpoint() of what is undefined: two files import each other; write @InjectEndpoint(() => TheClass)';
  }
  const asks = `@InjectEndpoint(${cls.name}${name === undefined ? '' : `, '${name}'`})`;
  if (isReplaced(modules, getEndpointToken(cls, name))) return undefined;
  if (endpointsOf(cls).length === 0) return `${asks}, but ${cls.name} has no @LitEndpoint`;
  const found = endpointsFor(endpoints, cls, name);
  if (found.length === 1) return undefined;
  const all = endpointsFor(endpoints, cls);
  if (all.length === 0) return `${asks}, but no module of this app provides ${cls.name}`;
  if (all.length > endpointsOf(cls).length) {
    const hosts = [...new Set(all.map(({ host }) => host))].join(', ');
    return `${asks}, but several modules provide ${cls.name} (${hosts}), each an instance of its own`;
  }
  const names = all.map(({ options }) => `'${options.name}'`).join(', ');
  return `${asks} must name one of the endpoints of ${cls.name} as its second argument: ${names}`;
}

/** The endpoints that `ref(cls, name)` may stand for; exactly one, when all is well. */
export function endpointsFor<Endpoint extends EndpointDefinition>(
  endpoints: readonly Endpoint[],
  cls: Type,
  name?: string,
): readonly Endpoint[] {
  return endpoints.filter((one) => one.cls === cls && (name === undefined || one.options.name === name));
}

/** Whether a test, or the app itself, provides something else in the place of the ref. */
function isReplaced(modules: ModulesContainer, token: symbol): boolean {
  return [...modules.values()].some(({ providers }) => {
    const wrapper = providers.get(token);
    return wrapper !== undefined && !isRefProvider(wrapper);
  });
}
