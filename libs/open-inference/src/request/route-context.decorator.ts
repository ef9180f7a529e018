import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The execution context of the handler, which opening an endpoint needs. */
export const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);

/** Of a route to a model; without a version the highest is meant. */
export interface ModelParams {
  readonly model: string;
  readonly version?: string;
}
