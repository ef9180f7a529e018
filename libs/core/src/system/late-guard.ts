import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';

/** A guard class of the app for a route that exists before the app's providers do. Until it is found nobody passes. */
export class LateGuard implements CanActivate {
  #guard: CanActivate | undefined;

  constructor(private readonly cls: Type<CanActivate>) {}

  /**
   * Takes the provider of the app, or makes an instance of a class that is none.
   *
   * @throws what Nest throws for a class it cannot make, or one that is request-scoped
   */
  async find(modules: ModulesContainer, moduleRef: ModuleRef): Promise<void> {
    const isProvided = [...modules.values()].some(({ providers }) => providers.has(this.cls));
    this.#guard = isProvided ? moduleRef.get(this.cls, { strict: false }) : await moduleRef.create(this.cls);
  }

  canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return this.#guard?.canActivate(context) ?? false;
  }
}
