import { ParseArrayPipe, type ParseArrayOptions } from '@nestjs/common';
import type { LitEndpointOptions } from './endpoint.options.js';

/** The only file that reads and writes the metadata of decorated classes. */
const ENDPOINTS = 'litserve:endpoints';
/** Where Nest keeps the decorated parameters of a handler: `{ "<kind>:<index>": { index, data, pipes } }`. */
const ROUTE_ARGUMENTS = '__routeArguments__';
const PARAMETER_HOOK = 'decodeRequest';

export interface RouteArgument {
  readonly index: number;
  readonly data?: unknown;
  readonly pipes?: readonly unknown[];
  readonly [key: string]: unknown;
}

/** Decorators run bottom-up, so each is put in front: the order of the source is kept. */
export function appendEndpoint(cls: object, options: LitEndpointOptions): void {
  Reflect.defineMetadata(ENDPOINTS, [options, ...endpointsOf(cls)], cls);
}

/** The options of each `@LitEndpoint` on the class itself, in source order; a subclass inherits none. */
export function endpointsOf(cls: unknown): readonly LitEndpointOptions[] {
  if (typeof cls !== 'function') return [];
  return (Reflect.getOwnMetadata(ENDPOINTS, cls) as LitEndpointOptions[] | undefined) ?? [];
}

/** The decorated parameters of `decodeRequest`, by Nest's key; empty when it has none. */
export function routeArgumentsOf(cls: object): Readonly<Record<string, RouteArgument>> {
  return (
    (Reflect.getMetadata(ROUTE_ARGUMENTS, cls, PARAMETER_HOOK) as
      Record<string, RouteArgument> | undefined) ?? {}
  );
}

/** Whether any parameter of a method has one of Nest's decorators. */
export function hasParameterDecorators(cls: object, method: string): boolean {
  const found = Reflect.getMetadata(ROUTE_ARGUMENTS, cls, method) as object | undefined;
  return found !== undefined && Object.keys(found).length > 0;
}

/** How many parameters of `decodeRequest` Nest fills: 1, the body, when none is decorated. The context comes after. */
export function nestParameterCount(cls: object): number {
  const used = Object.values(routeArgumentsOf(cls)).map((argument) => argument.index + 1);
  return used.length === 0 ? 1 : Math.max(...used);
}

/** The declared types of the parameters Nest fills, as emitted by the compiler; `undefined` where it emitted none. */
export function parameterTypes(cls: { prototype: object }): readonly (Function | undefined)[] {
  const types = (Reflect.getMetadata('design:paramtypes', cls.prototype, PARAMETER_HOOK) ?? []) as (
    Function | undefined
  )[];
  return Array.from({ length: nestParameterCount(cls) }, (_, index) => types[index]);
}

/** What each of these parameters holds when it crosses: its class, or in brackets the class of its elements. */
export function argumentTypes(cls: {
  prototype: object;
}): readonly (Function | readonly [Function] | undefined)[] {
  const types: (Function | readonly [Function] | undefined)[] = [...parameterTypes(cls)];
  for (const { index, pipes } of Object.values(routeArgumentsOf(cls))) {
    const element = pipes?.map(elementClass).findLast((found) => found !== undefined);
    if (types[index] === Array && element) types[index] = [element];
  }
  return types;
}

/** The compiler emits `Array` for `Dto[]`; only `new ParseArrayPipe({ items: Dto })` still knows of what. */
function elementClass(pipe: unknown): Function | undefined {
  if (!(pipe instanceof ParseArrayPipe)) return undefined;
  const { items } = Reflect.get(pipe, 'options') as ParseArrayOptions;
  return items;
}

/** The declared type of the answer (of `encodeResponse`, else of `predict`), unless it is hidden behind a promise. */
export function answerType(cls: { prototype: object }): Function | undefined {
  const hook = 'encodeResponse' in cls.prototype ? 'encodeResponse' : 'predict';
  return Reflect.getMetadata('design:returntype', cls.prototype, hook) as Function | undefined;
}

/** The same in the HTTP process and in the workers, which find endpoints by it. */
export function endpointId(hostName: string, className: string, ordinal: number): string {
  return `${hostName}/${className}/${ordinal}`;
}
