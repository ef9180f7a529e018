import type { ExecutionContext, Type } from '@nestjs/common';

/**
 * A request to the route of a spec, as the guards of an endpoint see it: for them it is one to the endpoint.
 *
 * @param handler has the metadata that decorators have put on the hooks
 */
export function endpointContext(route: ExecutionContext, cls: Type, handler: Function): ExecutionContext {
  return {
    getClass: () => cls as Type<never>,
    getHandler: () => handler,
    getArgs: route.getArgs.bind(route),
    getArgByIndex: route.getArgByIndex.bind(route),
    getType: route.getType.bind(route),
    switchToHttp: route.switchToHttp.bind(route),
    switchToRpc: route.switchToRpc.bind(route),
    switchToWs: route.switchToWs.bind(route),
  };
}
