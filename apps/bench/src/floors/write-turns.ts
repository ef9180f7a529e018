import type { ServerResponse } from 'node:http';
import { TOKENS } from '../models/token-text.js';

/** Writes server-sent events straight to the response, one per turn of the event loop. */
export function writeTurns(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let next = 0;
  const turn = (): void => {
    if (next === TOKENS.length) response.end();
    else {
      response.write(`data: ${TOKENS[next++]}\n\n`);
      setImmediate(turn);
    }
  };
  setImmediate(turn);
}
