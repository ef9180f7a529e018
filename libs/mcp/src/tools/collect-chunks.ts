import type { Observable } from 'rxjs';
import { cancelled } from '../server/running-calls.js';

/**
 * All chunks of a stream, or the one answer of a unary endpoint.
 *
 * @param signal ends it, and so the work for it
 * @param onChunk told of each as it comes
 * @throws the error of the stream; HttpException 499 when the signal aborts
 */
export function collectChunks(
  stream: Observable<unknown>,
  signal: AbortSignal,
  onChunk?: (chunk: unknown) => void,
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const chunks: unknown[] = [];
    const subscription = stream.subscribe({
      next: (chunk) => {
        chunks.push(chunk);
        onChunk?.(chunk);
      },
      error: reject,
      complete: () => resolve(chunks),
    });
    const cancel = (): void => {
      subscription.unsubscribe();
      reject(cancelled());
    };
    signal.addEventListener('abort', cancel, { once: true });
    subscription.add(() => signal.removeEventListener('abort', cancel));
  });
}
