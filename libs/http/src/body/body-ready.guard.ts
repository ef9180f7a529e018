import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { litRequestOf } from '../lit-request.js';

/**
 * The last guard of a generated handler: throws what was wrong with the body. So the app's own guards speak first
 * (401 before 413), and a bad body passes through class and global filters like any other exception.
 */
export class BodyReadyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const error = litRequestOf(context.switchToHttp().getRequest<object>())?.error;
    if (error) throw error;
    return true;
  }
}
