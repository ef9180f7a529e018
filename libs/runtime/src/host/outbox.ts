import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  errorToData,
  type BatchMessage,
  type CallMessage,
  type FromWorkerControl,
  type StreamMessage,
} from '#wire';
import type { WorkerChannel } from './worker-channel.js';

/** What a worker says. Tells when it is out, because a model that blocks the process would hold it back. */
export class Outbox {
  /** Outcomes of batches, and calls, that the operating system has not taken yet; none of them rejects. */
  readonly #writes = new Set<Promise<void>>();

  constructor(private readonly channel: WorkerChannel) {}

  /** Resolves when the message was written or can never be; does not reject. */
  async send(message: BatchMessage): Promise<void> {
    await this.#track(this.#write(message));
  }

  /** @param failed told why the call cannot be written; never before this has returned */
  async call(message: CallMessage, failed: (error: Error) => void): Promise<void> {
    await this.#track(this.#post(message).catch(failed));
  }

  control(message: FromWorkerControl): void {
    this.channel.control(message);
  }

  /**
   * Takes what streams have produced, and waits for nothing: streams may go on for ever, and the next batch of another
   * slot must not wait for that. It leaves with {@link flushed}, or with what is sent after it, and before that.
   *
   * @returns false if it cannot be sent; its batch has failed then
   */
  stream(message: StreamMessage): boolean {
    return this.#put(message);
  }

  /** Resolves when everything so far was written or can never be; does not reject. */
  async flushed(): Promise<void> {
    try {
      await this.channel.flushed();
    } catch {
      // The pipe is gone, and with it whoever waited.
    }
  }

  /** Resolves once nothing is being written, and then one turn later: by then every cancel that had come is seen. */
  async settled(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes);
    await nextTurn();
  }

  async #track(write: Promise<void>): Promise<void> {
    this.#writes.add(write);
    await write;
    this.#writes.delete(write);
  }

  /** What the channel throws at once is a rejection too. */
  async #post(message: CallMessage): Promise<void> {
    this.channel.send(message);
    await this.channel.flushed();
  }

  async #write(message: BatchMessage): Promise<void> {
    this.#put(message);
    await this.flushed();
  }

  /** A batch whose message is too large fails. */
  #put(message: BatchMessage): boolean {
    try {
      this.channel.send(message);
      return true;
    } catch (error) {
      if (message.type !== 'failed')
        this.#put({ type: 'failed', batch: message.batch, error: errorToData(error) });
      return false;
    }
  }
}
