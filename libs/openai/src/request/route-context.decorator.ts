import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The execution context of the handler, which opening an endpoint needs. */
export const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);
