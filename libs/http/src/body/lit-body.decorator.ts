import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { litRequestOf } from '../lit-request.js';

/** The body for a handler that does not look into it: as it came when nobody has read it, else the value. */
export const LitBody = createParamDecorator((_data: unknown, context: ExecutionContext): unknown => {
  const request = context.switchToHttp().getRequest<{ body?: unknown }>();
  const received = litRequestOf(request)?.body;
  if (!received || !('unread' in received)) return request.body;
  // Whoever has looked replaced the getter by a value, which may since have been changed: then that value counts.
  const isUnread = Object.getOwnPropertyDescriptor(request, 'body')?.get !== undefined;
  return isUnread ? received.unread : request.body;
});
