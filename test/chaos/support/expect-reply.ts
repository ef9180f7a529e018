import type { Answer, Question } from '../../fixtures/chaos/healthy.js';
import type { Reply } from './exchange.js';
import { expectThat, shown } from './violation.js';

/** What no client may be told: where code lies, and what its own errors said. */
const INTERNAL = /secret|node_modules|\/dist\/|\.ts\b|\.js\b|\bat .+:\d+/;

/** The right answer, for this caller. */
export function expectAnswer(reply: Reply, { nonce, n }: Question): void {
  expectThat(reply.status === 200, '200', `${reply.status} ${shown(reply.text)}`);
  const answer = JSON.parse(reply.text) as Answer;
  expectThat(answer.nonce === nonce && answer.doubled === n * 2, `the answer to ${nonce}`, answer);
}

/** An error that is one of these, in our form and without a word about the inside of the server. */
export function expectError(reply: Reply, statuses: readonly number[]): void {
  expectThat(statuses.includes(reply.status), statuses.join(' or '), `${reply.status} ${shown(reply.text)}`);
  const body = JSON.parse(reply.text) as { statusCode?: number; requestId?: string };
  expectThat(body.statusCode === reply.status, `statusCode ${reply.status} in the body`, body);
  if (reply.status >= 500) expectThat(!INTERNAL.test(reply.text), 'nothing internal in the body', reply.text);
  expectThat(reply.headers['x-request-id'] !== undefined, 'a request id', reply.headers);
}

/** Either the answer or one of these errors. */
export function expectAnswerOrError(reply: Reply, question: Question, statuses: readonly number[]): void {
  if (reply.status === 200) expectAnswer(reply, question);
  else expectError(reply, statuses);
}
