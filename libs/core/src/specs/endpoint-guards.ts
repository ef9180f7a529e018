import {
  ForbiddenException,
  Logger,
  type CanActivate,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { isObservable, lastValueFrom } from 'rxjs';
import { GUARDS } from '../nest-metadata.js';
import { hooksOf } from '../routing/controller.factory.js';
import type { ServedEndpoint } from '../serving.js';
import { endpointContext } from './endpoint-context.js';

type ContextId = ReturnType<typeof ContextIdFactory.create>;

/**
 * Runs the guards of an endpoint's class and hooks for a request that has come by another route, in Nest's order. Global
 * guards have run for that route and are not run again.
 *
 * @throws ForbiddenException when one says no or cannot be found, or what one throws
 */
export async function passGuards(endpoint: ServedEndpoint, route: ExecutionContext): Promise<void> {
  const { definition, generated } = endpoint;
  const given = [definition.cls, ...hooksOf(definition.cls)].flatMap(guardsOn);
  if (given.length === 0) return;
  const context = endpointContext(route, definition.cls, generated.handler);
  const finder = new GuardFinder(endpoint, route);
  for (const one of given) {
    const guard = await finder.find(one);
    const said = guard?.canActivate(context);
    const passes = isObservable(said) ? await lastValueFrom(said, { defaultValue: false }) : await said;
    if (passes !== true) throw new ForbiddenException('Forbidden resource');
  }
}

function guardsOn(target: object): readonly (Type<CanActivate> | CanActivate)[] {
  return (Reflect.getMetadata(GUARDS, target) as (Type<CanActivate> | CanActivate)[] | undefined) ?? [];
}

/** Guards as Nest has made them in the endpoint's own module, with what is private to it. */
class GuardFinder {
  readonly #logger = new Logger('LitServe');
  /** One for all guards of a request, so that they share what is request-scoped. */
  #contextId: ContextId | undefined;

  constructor(
    private readonly endpoint: ServedEndpoint,
    private readonly route: ExecutionContext,
  ) {}

  async find(guard: Type<CanActivate> | CanActivate): Promise<CanActivate | undefined> {
    if (typeof guard !== 'function') return guard;
    const { host } = this.endpoint.found;
    const wrapper = host.injectables.get(guard);
    if (!wrapper) {
      const { cls } = this.endpoint.definition;
      this.#logger.error(`${cls.name}: its guard ${guard.name} is not in ${host.name}; nobody passes`);
      return undefined;
    }
    if (wrapper.isDependencyTreeStatic() && !wrapper.isTransient) return wrapper.instance as CanActivate;
    const moduleRef = host.getProviderByKey(ModuleRef).instance;
    return moduleRef.resolve<CanActivate>(guard, this.#idIn(moduleRef), { strict: true });
  }

  #idIn(moduleRef: ModuleRef): ContextId {
    if (this.#contextId) return this.#contextId;
    const request = this.route.switchToHttp().getRequest<Record<string, unknown>>();
    const id = ContextIdFactory.getByRequest(request);
    moduleRef.registerRequestByContextId(request, id);
    this.#contextId = id;
    return id;
  }
}
