import { Observable } from 'rxjs';

/** Chunks to be read either way: by operators, or by `for await`, whose early end cancels the call. */
export class ChunkStream<Chunk> extends Observable<Chunk> implements AsyncIterable<Chunk> {
  constructor(source: Observable<Chunk>) {
    super((subscriber) => source.subscribe(subscriber));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Chunk, void> {
    const chunks: Chunk[] = [];
    let wake: (() => void) | undefined;
    let end: { readonly error?: unknown } | undefined;
    const subscription = this.subscribe({
      next: (chunk) => {
        chunks.push(chunk);
        wake?.();
      },
      error: (error: unknown) => {
        end = { error };
        wake?.();
      },
      complete: () => {
        end = {};
        wake?.();
      },
    });
    try {
      for (;;) {
        while (chunks.length > 0) yield chunks.shift() as Chunk;
        if (end) break;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      if ('error' in end) throw end.error;
    } finally {
      subscription.unsubscribe();
    }
  }
}
