import { newId } from './new-id.js';

/** What is the same in an answer and in all chunks of a stream. */
export interface AnswerHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

export function newHead(prefix: string, model: string): AnswerHead {
  return { id: newId(prefix), created: Math.floor(Date.now() / 1000), model };
}
