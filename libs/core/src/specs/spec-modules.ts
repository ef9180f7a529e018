import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { servedSpecs } from '#endpoint';
import type { FoundEndpoint } from '../discovery/discover-endpoints.js';

/** Specs that endpoints declare but no module of the app speaks: nobody could call them there, and nobody would know. */
export function unservedSpecs(modules: ModulesContainer, found: readonly FoundEndpoint[]): string[] {
  const served = new Set([...modules.values()].flatMap(({ metatype }) => servedSpecs(metatype)));
  return found.flatMap(({ cls, given: { specs = [] } }) =>
    specs
      .filter(({ spec }) => !served.has(spec))
      .map(
        ({ spec: { name, imported } }) =>
          `${cls.name}: it declares the spec ${name}, but no module of this app serves it; import ${imported}`,
      ),
  );
}

/** The controllers of modules that speak specs, and what to call their routes in boot errors. */
export function specControllers(modules: ModulesContainer): Map<Type<object>, string> {
  const speaking = [...modules.values()].filter(({ metatype }) => servedSpecs(metatype).length > 0);
  return new Map(
    speaking.flatMap(({ name, controllers }) =>
      [...controllers.values()].map(({ metatype }): [Type<object>, string] => {
        const cls = metatype as Type<object>;
        return [cls, `${cls.name} (${name})`];
      }),
    ),
  );
}
