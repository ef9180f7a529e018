import type { Type } from '@nestjs/common';
import { MetadataScanner, type ApplicationConfig, type ModulesContainer } from '@nestjs/core';
import { checkOptions, oneOf, wholeNumber, type OptionRule } from '#common';
import {
  BodyReadyGuard,
  givenLitRoute,
  litRouteOf,
  markLitRoute,
  UploadReadyInterceptor,
  type LitRouteOptions,
} from '#http';
import { GUARDS, INTERCEPTORS } from '../nest-metadata.js';
import { appendToList } from '../routing/copy-metadata.js';

/** A handler with `@LitRoute`. */
export interface SpecRoute {
  readonly controller: Type<object>;
  readonly handler: Function;
  /** `Class#method`. */
  readonly label: string;
  readonly given: LitRouteOptions;
}

export function findSpecRoutes(modules: ModulesContainer): SpecRoute[] {
  const controllers = [...modules.values()].flatMap((one) => Array.from(one.controllers.values()));
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const controller = metatype as Type<object>;
    const prototype = controller.prototype as Record<string, Function>;
    return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] as Function;
      const given = givenLitRoute(handler);
      return given ? [{ controller, handler, label: `${controller.name}#${name}`, given }] : [];
    });
  });
}

const RULES: Readonly<Record<string, OptionRule>> = {
  maxPayloadBytes: wholeNumber(1, 2 ** 31 - 1),
  body: oneOf('parsed', 'bytes'),
};

/** @param speaking the controllers of modules that serve specs */
export function specRouteProblems(
  routes: readonly SpecRoute[],
  speaking: ReadonlyMap<Type<object>, string>,
): string[] {
  return routes.flatMap(({ controller, label, given }) => {
    const where = `${label} @LitRoute()`;
    if (!speaking.has(controller)) return [`${where} is for controllers of a module with @ServesSpecs`];
    return checkOptions(where, { ...given }, RULES);
  });
}

const GUARD = new BodyReadyGuard();
const UPLOAD = new UploadReadyInterceptor();

/**
 * Has the bodies of these routes read by the gate. Call it when the global interceptors are known, before Nest registers
 * routes; the classes may have been in an app before.
 */
export function gateSpecRoutes(routes: readonly SpecRoute[], config: ApplicationConfig): void {
  const anyGlobal = config.getGlobalInterceptors().length + config.getGlobalRequestInterceptors().length > 0;
  for (const { controller, handler, given } of routes) {
    const intercepted =
      anyGlobal || [controller, handler].some((target) => listOf(INTERCEPTORS, target).length > 0);
    markLitRoute(handler, {
      maxPayloadBytes: given.maxPayloadBytes,
      body: given.body ?? 'parsed',
      needsBody: true,
      intercepted: intercepted || litRouteOf(handler)?.intercepted === true,
    });
    if (!listOf(GUARDS, handler).includes(GUARD)) appendToList(GUARDS, handler, GUARD);
    if (intercepted && !listOf(INTERCEPTORS, handler).includes(UPLOAD))
      appendToList(INTERCEPTORS, handler, UPLOAD);
  }
}

const listOf = (key: string, target: object): readonly unknown[] =>
  (Reflect.getMetadata(key, target) as readonly unknown[] | undefined) ?? [];
