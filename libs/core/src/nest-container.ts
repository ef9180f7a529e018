import type { ModulesContainer } from '@nestjs/core';

/** A module as Nest's container holds it, and a provider or controller in it; both types are not exported by name. */
export type NestModuleRef = ModulesContainer extends Map<string, infer M> ? M : never;
export type NestWrapper = NestModuleRef['providers'] extends Map<unknown, infer W> ? W : never;
