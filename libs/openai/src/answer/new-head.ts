import { randomUUID } from 'node:crypto';

/** What is the same in an answer and in all chunks of a stream. */
export interface AnswerHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

export function newHead(prefix: string, model: string): AnswerHead {
  const id = prefix + randomUUID().replaceAll('-', '');
  return { id, created: Math.floor(Date.now() / 1000), model };
}
