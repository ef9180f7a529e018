import { concat, defer, map, of, type Observable } from 'rxjs';
import type { Usage } from './delta.js';
import type { ChoiceStep } from './follow-choice.js';
import type { AnswerHead } from './new-head.js';

/** What is around the choice in every chunk of a stream: made once, since there may be a chunk for each token. */
export class ChunkFrame {
  readonly #before: string;
  readonly #after: string;

  /**
   * @param object what the chunks are
   * @param usage asked for when all choices have ended; absent when the client does not want it
   */
  constructor(
    { id, created, model }: AnswerHead,
    object: string,
    private readonly usage: (() => Usage | null) | undefined,
  ) {
    this.#before = `data: ${JSON.stringify({ id, object, created, model }).slice(0, -1)},"choices":[`;
    this.#after = `]${usage ? ',"usage":null' : ''}}\n\n`;
  }

  /** A chunk as an event. @param choice as JSON */
  around(choice: string): string {
    return `${this.#before}${choice}${this.#after}`;
  }

  /** The steps of an answer as events, and what ends them. @param write the chunks of a step */
  events(steps: Observable<ChoiceStep>, write: (step: ChoiceStep) => string): Observable<string> {
    return concat(
      steps.pipe(map(write)),
      defer(() => of(`${this.#used()}data: [DONE]\n\n`)),
    );
  }

  #used(): string {
    return this.usage ? `${this.#before}],"usage":${JSON.stringify(this.usage())}}\n\n` : '';
  }
}
