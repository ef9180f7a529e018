import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, mergeMap, type Observable } from 'rxjs';
import { litRequestOf } from '../lit-request.js';
import { bodyLimit, litRouteOf } from '../route-options.js';
import { readUpload } from './read-upload.js';

/**
 * The innermost interceptor of a route that has others: by now those that read uploads, such as `FileInterceptor`, have
 * read theirs, and pipes have not yet looked. On routes without interceptors the last guard does this.
 */
export class UploadReadyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<object>();
    const state = litRequestOf(request);
    if (!state?.upload) return next.handle();
    const limit = bodyLimit(litRouteOf(context.getHandler()), state);
    return from(readUpload(request, state, limit)).pipe(mergeMap(() => next.handle()));
  }
}
