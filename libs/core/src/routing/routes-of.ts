import { RequestMethod, type Type } from '@nestjs/common';
import { ENDPOINT_DEFAULTS, endpointsOf } from '#endpoint';

/** A route as `MiddlewareConsumer.forRoutes` takes it. */
export interface EndpointRoute {
  readonly path: string;
  readonly method: RequestMethod;
}

/**
 * The routes of an endpoint class, for middleware; `forRoutes(DigitsApi)` itself takes controllers only.
 *
 * @throws TypeError for a class without `@LitEndpoint`
 * @example consumer.apply(LoggerMiddleware).forRoutes(...routesOf(DigitsApi))
 */
export function routesOf(cls: Type<object>): EndpointRoute[] {
  const endpoints = endpointsOf(cls);
  if (endpoints.length === 0) throw new TypeError(`routesOf(${cls.name}): the class has no @LitEndpoint`);
  return endpoints.map(({ path = ENDPOINT_DEFAULTS.path }) => ({ path, method: RequestMethod.POST }));
}
