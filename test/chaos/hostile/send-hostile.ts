import { connect } from 'node:net';
import type { Random } from '../support/random.js';
import { expectThat, Violation } from '../support/violation.js';
import type { Hostile } from './hostile.js';

const HUNG_MS = 20_000;
/** No answer for so long means that the server waits for the rest. */
const PATIENCE_MS = 2000;
/** Time for a second answer where one request is read as two. */
const AFTER_ANSWER_MS = 5;

/**
 * Sends it on a connection of its own, and leaves when the answer is there or the server waits for more.
 *
 * @returns the statuses of the answers; none when the server only hung up
 * @throws Violation when it blames itself, or neither answers nor hangs up
 */
export async function sendHostile(url: string, hostile: Hostile, random: Random): Promise<number[]> {
  const parts = hostile(random).map((part) => Buffer.from(part));
  const received = await converse(url, Buffer.concat(parts));
  const statuses = [...received.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
  const sent = Buffer.concat(parts).toString('latin1').slice(0, 200);
  expectThat(
    statuses.every((status) => status < 500),
    `no 5xx for ${JSON.stringify(sent)}`,
    received,
  );
  return statuses;
}

/** Everything the server says to these bytes until it hangs up. */
function converse(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const hung = setTimeout(() => {
      socket.resetAndDestroy();
      reject(
        new Violation(`an end of ${JSON.stringify(bytes.toString('latin1', 0, 200))}`, `only ${received}`),
      );
    }, HUNG_MS);
    // A server that hears that its client has gone drops what it was asked, so that must not be said too soon.
    const enough = setTimeout(() => socket.end(), PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      setTimeout(() => socket.end(), AFTER_ANSWER_MS);
    });
    // The server may hang up before it has read everything.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(hung);
      clearTimeout(enough);
      resolve(received);
    });
    socket.write(bytes);
  });
}
