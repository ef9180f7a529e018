import { ReadyAnswer, ReadyChunk, type AnswerObserver, type LitRequest } from '#http';
import type { Sink } from '#queue';
import { decodeAnswer, decodeList } from '#wire';
import type { Answer } from '#workers';
import type { StreamCredit } from './stream-credit.js';

/** Hands what becomes of a request to whoever answers it. */
export class AnswerSink implements Sink<Answer> {
  /**
   * @param answerType the declared type of an answer, or of a chunk: its instances get their prototype back
   * @param request of the answer, if it goes out over HTTP
   * @param credit of a stream; absent for a unary answer
   */
  constructor(
    private readonly observer: AnswerObserver,
    private readonly answerType: Function | undefined,
    private readonly request: LitRequest | undefined,
    private readonly credit: StreamCredit | undefined,
  ) {}

  chunk(answer: Answer): void {
    this.#give(answer);
  }

  done(answer: Answer | undefined): void {
    if (this.request) this.request.isServed = true;
    if (answer) this.#give(answer);
    this.observer.complete();
  }

  fail(error: Error): void {
    this.observer.error(error);
  }

  /** The queue does not expect its sinks to throw: what cannot be read is this request's error alone. */
  #give(answer: Answer): void {
    try {
      this.#pass(answer);
    } catch (error) {
      this.observer.error(error);
    }
  }

  #pass(answer: Answer): void {
    switch (answer.kind) {
      case 'bytes':
        return this.observer.next(
          new ReadyAnswer(answer.bytes, answer.contentType, answer.status, answer.headers),
        );
      case 'value':
        if (this.request) this.request.head = answer;
        return this.observer.next(decodeAnswer(answer.value, this.answerType));
      case 'chunk-bytes':
        this.observer.next(new ReadyChunk(answer.bytes));
        return this.credit?.passed(answer.bytes.length);
      case 'chunk-values':
        for (const value of decodeList(answer.values, this.answerType)) this.observer.next(value);
        return this.credit?.passed(answer.size);
    }
  }
}
