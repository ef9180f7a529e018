import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorToData, type FromWorkerMessage, type StreamMessage } from '#wire';
import type { WorkerChannel } from './worker-channel.js';

/** Results on their way out. Tells when all are out, because a model that blocks the process would hold them back. */
export class Outbox {
  /** Outcomes of batches that the operating system has not taken yet. */
  readonly #writes = new Set<Promise<void>>();

  constructor(private readonly channel: WorkerChannel) {}

  /** Resolves when the message was written or can never be; does not reject. */
  async send(message: FromWorkerMessage): Promise<void> {
    const write = this.#write(message);
    this.#writes.add(write);
    await write;
    this.#writes.delete(write);
  }

  /**
   * Sends what streams have produced, and waits for nothing: streams may go on for ever, and the next batch of another
   * slot must not wait for that. What is sent after it with {@link send} arrives after it.
   */
  stream(message: StreamMessage): void {
    void this.#write(message);
  }

  /** Resolves once no outcome is being written, and then one turn later: by then every cancel that had come is seen. */
  async settled(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes);
    await nextTurn();
  }

  async #write(message: FromWorkerMessage): Promise<void> {
    try {
      await this.channel.send(message);
    } catch (error) {
      if (message.type === 'failed') return; // The pipe is gone, and with it whoever waited.
      await this.#write({ type: 'failed', batch: message.batch, error: errorToData(error) });
    }
  }
}
