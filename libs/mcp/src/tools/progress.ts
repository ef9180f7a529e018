import type { Sdk } from '../server/mcp-sdk.js';
import { chunkText } from './tool-result.js';

/** Tells a client that has asked for it of each chunk of a stream. */
export class Progress {
  #count = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param token of the client's choice */
  constructor(
    private readonly token: Sdk.ProgressToken,
    private readonly notify: Sdk.ServerContext['mcpReq']['notify'],
  ) {}

  report(chunk: unknown): void {
    this.#count += 1;
    const params = { progressToken: this.token, progress: this.#count, message: chunkText(chunk) };
    // Nobody listens any more: the call itself ends for the same reason.
    this.#last = this.notify({ method: 'notifications/progress', params }).catch(() => undefined);
  }

  /** Resolves when all that was reported is on its way, in order. */
  get sent(): Promise<void> {
    return this.#last;
  }
}
