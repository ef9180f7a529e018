import type { Subscriber } from 'rxjs';
import { ReadyAnswer, ReadyChunk, type LitRequest } from '#http';
import type { Sink } from '#queue';
import { decodeAnswer, decodeList } from '#wire';
import type { Answer } from '#workers';
import type { StreamCredit } from './stream-credit.js';

/** Hands what becomes of a request to the Observable its handler has returned. */
export class AnswerSink implements Sink<Answer> {
  /**
   * @param answerType the declared type of an answer, or of a chunk: its instances get their prototype back
   * @param request of the answer, if it goes out over HTTP
   * @param credit of a stream; absent for a unary answer
   */
  constructor(
    private readonly subscriber: Subscriber<unknown>,
    private readonly answerType: Function | undefined,
    private readonly request: LitRequest | undefined,
    private readonly credit: StreamCredit | undefined,
  ) {}

  chunk(answer: Answer): void {
    this.#give(answer);
  }

  done(answer: Answer | undefined): void {
    if (answer) this.#give(answer);
    this.subscriber.complete();
  }

  fail(error: Error): void {
    this.subscriber.error(error);
  }

  /** The queue does not expect its sinks to throw: what cannot be read is this request's error alone. */
  #give(answer: Answer): void {
    try {
      for (const value of this.#valuesOf(answer)) this.subscriber.next(value);
      if (answer.kind === 'chunk-bytes') this.credit?.passed(answer.bytes.length);
      if (answer.kind === 'chunk-values') this.credit?.passed(answer.size);
    } catch (error) {
      this.subscriber.error(error);
    }
  }

  #valuesOf(answer: Answer): readonly unknown[] {
    if (answer.kind === 'bytes') {
      return [new ReadyAnswer(answer.bytes, answer.contentType, answer.status, answer.headers)];
    }
    if (answer.kind === 'chunk-bytes') return [new ReadyChunk(answer.bytes)];
    if (answer.kind === 'chunk-values') return decodeList(answer.values, this.answerType);
    if (this.request) this.request.head = answer;
    return [decodeAnswer(answer.value, this.answerType)];
  }
}
