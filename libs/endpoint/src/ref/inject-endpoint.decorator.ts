import { Inject, type Type } from '@nestjs/common';
import { appendAsked } from './asked-endpoints.js';
import { getEndpointToken, lateEndpointToken } from './endpoint-token.js';

/**
 * Injects a ref to an endpoint into a controller or provider of any module, other endpoints included, here and in workers.
 *
 * @param target the endpoint's class; `() => EmbedApi` if the two files import each other
 * @param name of the endpoint, for a class with several `@LitEndpoint`s
 * @throws LitServeConfigurationError at boot: the class is no endpoint, or not one of this app
 * @example constructor(@InjectEndpoint(EmbedApi) private readonly embed: EndpointRef<EmbedApi>) {}
 */
export function InjectEndpoint(
  target: Type | (() => Type),
  name?: string,
): ParameterDecorator & PropertyDecorator {
  return (host: object, key?: string | symbol, index?: number): void => {
    const consumer = typeof host === 'function' ? host : host.constructor;
    appendAsked(consumer, { target: () => classOf(target), name });
    const token = isClass(target)
      ? getEndpointToken(target, name)
      : lateEndpointToken(() => classOf(target), name);
    Inject(token)(host, key, index as number);
  };
}

/** Arrow functions have no prototype, classes always do. */
function isClass(target: unknown): target is Type {
  return typeof target === 'function' && target.prototype !== undefined;
}

/** `undefined` for what a circular import had not defined when the decorator ran, which the boot complains about. */
function classOf(target: Type | (() => Type) | undefined): Type | undefined {
  return target === undefined || isClass(target) ? target : target();
}
