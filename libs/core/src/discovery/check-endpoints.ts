import { Scope } from '@nestjs/common';
import { describe } from '#common';
import {
  checkEndpoint,
  checkHooks,
  POOL_OPTION_NAMES,
  poolOptionsOf,
  type EndpointDefinition,
} from '#endpoint';
import type { FoundEndpoint } from './discover-endpoints.js';

/** What is wrong with the decorated classes, each by itself; empty when all is well. */
export function checkFound(found: readonly FoundEndpoint[]): string[] {
  const classes = new Set(found.map(({ cls }) => cls));
  const scoped = found.filter(
    ({ wrapper, ordinal }) => ordinal === 0 && wrapper.scope !== undefined && wrapper.scope !== Scope.DEFAULT,
  );
  return [
    ...found.flatMap(({ cls, given }) => checkEndpoint(cls, { ...given })),
    ...[...classes].flatMap((cls) => checkHooks(cls)),
    ...scoped.map(({ cls }) => requestScoped(cls.name)),
  ];
}

export const requestScoped = (className: string): string =>
  `${className}: an endpoint class cannot be request-scoped or transient (nor depend on such a provider): its worker has ` +
  'one instance and no request; take what you need from the LitContext';

/** A class is checked as it is declared; what `useValue` or `useFactory` gave in its place only once it is there. */
export function instanceProblems({ cls, wrapper }: FoundEndpoint): string[] {
  const instance: unknown = wrapper.instance;
  if (
    typeof instance === 'object' &&
    instance !== null &&
    typeof Reflect.get(instance, 'predict') === 'function'
  )
    return [];
  return [`${cls.name}: what is provided in its place has no method predict(input, ctx)`];
}

/** What is wrong with the endpoints taken together: names, and options that differ within a pool. */
export function checkTogether(
  endpoints: readonly EndpointDefinition[],
  found: readonly FoundEndpoint[],
): string[] {
  return [...duplicateNames(endpoints), ...differingPoolOptions(endpoints, found)];
}

function duplicateNames(endpoints: readonly EndpointDefinition[]): string[] {
  const byName = new Map<string, EndpointDefinition>();
  return endpoints.flatMap((endpoint) => {
    const other = byName.get(endpoint.options.name);
    byName.set(endpoint.options.name, other ?? endpoint);
    if (!other) return [];
    return [
      `two endpoints are named "${endpoint.options.name}": ${who(other)} and ${who(endpoint)}; give one a name`,
    ];
  });
}

function differingPoolOptions(
  endpoints: readonly EndpointDefinition[],
  found: readonly FoundEndpoint[],
): string[] {
  const problems: string[] = [];
  const first = new Map<string, { cls: string; value: unknown }>();
  endpoints.forEach(({ cls, options }, index) => {
    const own = poolOptionsOf(found[index]?.given ?? {});
    for (const name of POOL_OPTION_NAMES.filter((one) => own[one] !== undefined)) {
      const key = `${options.pool}\0${name}`;
      const before = first.get(key);
      if (!before) first.set(key, { cls: cls.name, value: own[name] });
      else if (describe(before.value) !== describe(own[name])) {
        problems.push(
          `pool "${options.pool}": ${name} is ${describe(before.value)} in ${before.cls} but ${describe(own[name])} in ` +
            `${cls.name}; a pool has one value, best set in forRoot({ pools: { '${options.pool}': { ${name} } } })`,
        );
      }
    }
  });
  return problems;
}

const who = ({ cls, host }: EndpointDefinition): string => `${cls.name} (${host})`;
