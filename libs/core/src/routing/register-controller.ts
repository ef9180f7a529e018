import type { ApplicationConfig } from '@nestjs/core';
import type { Type } from '@nestjs/common';
import type { NestModuleRef, NestWrapper } from '../nest-container.js';

/**
 * Puts a generated controller into a module that Nest has already scanned. For an endpoint that is the provider's own
 * host: Nest has registered the enhancers of any provider's class there, so guards with private dependencies are found.
 *
 * @param provider the endpoint's wrapper, whose enhancers decide about request scope
 */
export function registerController(
  host: NestModuleRef,
  controller: Type<object>,
  provider?: NestWrapper,
): NestWrapper {
  host.addController(controller);
  const wrapper = host.controllers.get(controller) as NestWrapper;
  wrapper.instance = new controller();
  for (const enhancer of provider?.getEnhancersMetadata() ?? []) wrapper.addEnhancerMetadata(enhancer);
  return wrapper;
}

/** Request-scoped `APP_*` enhancers, known only when all modules are instantiated; Nest adds them to its own controllers. */
export function addGlobalRequestEnhancers(wrapper: NestWrapper, config: ApplicationConfig): void {
  const enhancers = [
    ...config.getGlobalRequestGuards(),
    ...config.getGlobalRequestInterceptors(),
    ...config.getGlobalRequestPipes(),
    ...config.getGlobalRequestFilters(),
  ];
  for (const enhancer of enhancers) wrapper.addEnhancerMetadata(enhancer as NestWrapper);
}
