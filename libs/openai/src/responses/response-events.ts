import { filter, map, type Observable } from 'rxjs';
import { serverSentEvent, toJson } from '#core';
import type { Emit } from './response-event.js';
import type { ResponseRun } from './response-run.js';

/** The server-sent events of a response, numbered. */
export class ResponseEvents {
  readonly #run: ResponseRun;
  #count = 0;
  /** Those of the step that is being taken. */
  #text = '';

  /** @param start makes the run, telling its events */
  constructor(start: (emit: Emit) => ResponseRun) {
    this.#run = start((type, fields) => {
      const event = { type, sequence_number: this.#count++, ...fields };
      this.#text += serverSentEvent(toJson(event), type);
    });
  }

  /** Runs the model. Each text is the events of one step. */
  follow(): Observable<string> {
    return this.#run.follow().pipe(
      map(() => this.#take()),
      filter((text) => text !== ''),
    );
  }

  /** Ends the response. @returns the events that say so */
  fail(error: unknown): string {
    this.#run.fail(error);
    return this.#take();
  }

  #take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
