import { Body, Controller, HttpCode, Post, Req, Res, type Type } from '@nestjs/common';
import type { Observable } from 'rxjs';
import {
  LitFile,
  nestParameterCount,
  parameterTypes,
  REQUEST_HOOKS,
  answerType,
  routeArgumentsOf,
  type EndpointDefinition,
} from '#endpoint';
import { BodyReadyGuard, markLitRoute, type GatedRoute, type RouteAdmission } from '#http';
import { GUARDS, ROUTE_ARGUMENTS, SWAGGER_PARAMETERS } from '../nest-metadata.js';
import { appendToList, copyClassMetadata, copyMethodMetadata } from './copy-metadata.js';

/**
 * What a generated handler does: from the arguments as Nest resolved them, the adapter's request and response to an
 * answer that is written, or that interceptors see first.
 */
export type Handle = (
  args: unknown[],
  request: object,
  response: object,
) => Promise<void> | Observable<unknown>;

export interface GeneratedController {
  readonly cls: Type<object>;
  readonly handler: Function;
  readonly route: GatedRoute;
}

const HANDLER = 'predict';

/**
 * Makes the controller of an endpoint: the same name, and all the metadata a user put on the class and its hooks, so
 * that Nest treats the route exactly as one written by hand. It has no dependencies; it closes over `handle`.
 */
export function createController(
  { cls, options }: EndpointDefinition,
  handle: Handle,
  admission: RouteAdmission,
): GeneratedController {
  const count = nestParameterCount(cls);
  const { [cls.name]: Generated } = {
    [cls.name]: class {
      [HANDLER](...args: unknown[]): Promise<void> | Observable<unknown> {
        const [request, response] = [args[count] as object, args[count + 1] as object];
        args.length = count;
        return handle(args, request, response);
      }
    },
  } as { [name: string]: Type<object> };
  const controller = Generated as Type<object>;
  const prototype = controller.prototype as Record<string, Function>;
  const handler = prototype[HANDLER] as Function;

  copyClassMetadata(cls, controller);
  Controller({ path: options.path, ...(options.version ? { version: [options.version].flat() } : {}) })(
    controller,
  );
  const descriptor = Object.getOwnPropertyDescriptor(prototype, HANDLER) as PropertyDescriptor;
  HttpCode(200)(prototype, HANDLER, descriptor); // Nest's default for POST is 201
  copyMethodMetadata(hooksOf(cls), handler);
  Post()(prototype, HANDLER, descriptor);
  defineParameters(cls, controller, count);
  const route: GatedRoute = {
    maxPayloadBytes: options.maxPayloadBytes,
    body: options.body,
    needsBody: true,
    intercepted: false,
    admission,
    stream: options.stream,
  };
  documentBody(cls, handler);
  markLitRoute(handler, route);
  appendToList(GUARDS, handler, new BodyReadyGuard());
  return { cls: controller, handler, route };
}

/** The hooks of a class that take part in a request, whose decorators count for its handler. */
export function hooksOf(cls: Type<object>): Function[] {
  const prototype = cls.prototype as Record<string, unknown>;
  return REQUEST_HOOKS.map((hook) => prototype[hook]).filter(
    (hook): hook is Function => typeof hook === 'function',
  );
}

/** The parameters of `decodeRequest`, then the request and the response; with the latter Nest leaves replying to us. */
function defineParameters(cls: Type<object>, controller: Type<object>, count: number): void {
  const prototype = controller.prototype as object;
  const own = routeArgumentsOf(cls);
  if (Object.keys(own).length === 0) Body()(prototype, HANDLER, 0);
  else Reflect.defineMetadata(ROUTE_ARGUMENTS, { ...own }, controller, HANDLER);
  Req()(prototype, HANDLER, count);
  Res()(prototype, HANDLER, count + 1);
  // A validating pipe would strip a file as it strips any class without rules; it is data, and checked by whoever reads it.
  const types = parameterTypes(cls).map((type) => (type === undefined || type === LitFile ? Object : type));
  Reflect.defineMetadata('design:paramtypes', [...types, Object, Object], prototype, HANDLER);
  const returned = answerType(cls);
  if (returned) Reflect.defineMetadata('design:returntype', returned, prototype, HANDLER);
}

/** Swagger shows no body without a class for it. Any JSON is one, unless the user has said more. */
function documentBody(cls: Type<object>, handler: Function): void {
  const [type] = parameterTypes(cls);
  const given = (Reflect.getMetadata(SWAGGER_PARAMETERS, handler) as { in?: string }[] | undefined) ?? [];
  const declared = Object.keys(routeArgumentsOf(cls)).length > 0 && type !== Object;
  if (declared || given.some((parameter) => parameter.in === 'body')) return;
  Reflect.defineMetadata(
    SWAGGER_PARAMETERS,
    [...given, { in: 'body', type: String, required: true, schema: {} }],
    handler,
  );
}

/** Where a generated controller keeps the parameters of its handler. */
export const handlerArguments = {
  read: (controller: object): Record<string, { index: number; data?: unknown; pipes?: unknown[] }> =>
    Reflect.getMetadata(ROUTE_ARGUMENTS, controller, HANDLER) as Record<string, { index: number }>,
  write: (controller: object, args: object): void =>
    Reflect.defineMetadata(ROUTE_ARGUMENTS, args, controller, HANDLER),
  apply: (controller: Type<object>, decorator: ParameterDecorator, index: number): void =>
    decorator(controller.prototype as object, HANDLER, index),
};
