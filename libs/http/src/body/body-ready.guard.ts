import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { LitServeException } from '#common';
import { litRequestOf } from '../lit-request.js';
import { bodyLimit, litRouteOf } from '../route-options.js';
import { tooLarge } from './read-body.js';
import { readUpload } from './read-upload.js';

/**
 * The last guard of a handler of ours: throws what was wrong with the body, and reads an upload that is nobody's. So
 * the app's own guards speak first (401 before 413), and a bad body passes through class and global filters like any
 * other exception.
 */
export class BodyReadyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<object>();
    const state = litRequestOf(request);
    if (!state) return true;
    const route = litRouteOf(context.getHandler());
    if (state.error) {
      // Those that could come later were no bad requests, but too many.
      if (isRetryable(state.error)) route?.admission?.refused(state, state.error);
      throw state.error;
    }
    // Versions on one path are read under the most generous of their limits; here it is known whose counts.
    const limit = bodyLimit(route, state);
    if (state.bodyBytes > limit) throw tooLarge(limit);
    if (state.upload && !route?.intercepted) return readUpload(request, state, limit).then(() => true);
    return true;
  }
}

const isRetryable = (error: Error): boolean =>
  error instanceof LitServeException && error.retryAfterSeconds !== undefined;
