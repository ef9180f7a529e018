import type { Sink } from '#queue';
import type { Received } from '#wire';
import type { Answer } from '#workers';

/** Where what becomes of a call goes: values, then exactly one of `done` and `fail`; nothing after a cancel. */
export interface CallReceiver {
  /** @param size what they take of the credit of a stream */
  values(values: Received, size: number): void;
  done(): void;
  fail(error: Error): void;
}

/** Hands what becomes of an item to whoever called; answers of calls are values, never ready bytes. */
export class CallAnswer implements Sink<Answer> {
  constructor(private readonly receiver: CallReceiver) {}

  chunk(answer: Answer): void {
    if (answer.kind === 'chunk-values') this.receiver.values(answer.values, answer.size);
    // An answer that is a value is the only one in its list.
    if (answer.kind === 'value') this.receiver.values(answer.value, 0);
  }

  done(answer: Answer | undefined): void {
    if (answer) this.chunk(answer);
    this.receiver.done();
  }

  fail(error: Error): void {
    this.receiver.fail(error);
  }
}
