import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { litRequestOf } from '../lit-request.js';
import { litRouteOf } from '../route-options.js';
import { tooLarge } from './read-body.js';

/**
 * The last guard of a generated handler: throws what was wrong with the body. So the app's own guards speak first
 * (401 before 413), and a bad body passes through class and global filters like any other exception.
 */
export class BodyReadyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const state = litRequestOf(context.switchToHttp().getRequest<object>());
    if (state?.error) throw state.error;
    // Versions on one path are read under the most generous of their limits; here it is known whose counts.
    const limit = litRouteOf(context.getHandler())?.maxPayloadBytes ?? Infinity;
    if (state && state.bodyBytes > limit) throw tooLarge(limit);
    return true;
  }
}
