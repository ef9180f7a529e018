import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is left of a refused body is read and thrown away up to these bounds, so that the client reads the answer. */
const DISCARD_MS = 1000;
const DISCARD_FACTOR = 4;

const BODY_HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'content-encoding'] as const;

/** Takes the headers that describe a body away, so that no parser of the app touches one we have read or refused. */
export function hideBodyHeaders(request: IncomingMessage): () => void {
  const hidden = BODY_HEADERS.map((name) => [name, request.headers[name]] as const);
  for (const name of BODY_HEADERS) delete request.headers[name];
  return () => {
    for (const [name, value] of hidden) if (value !== undefined) request.headers[name] = value;
  };
}

/**
 * Prepares the answer to a request whose body is not read to its end: the connection closes after the answer, and a
 * bounded rest is swallowed first, because closing at once would reset the connection before the client reads.
 */
export function closeAfterAnswer(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  if (request.complete) return;
  const { socket } = request;
  response.setHeader('connection', 'close');
  // What Node calls when such an answer is written; its own would destroy the socket with the client's bytes unread.
  socket.destroySoon = () => {
    socket.end();
    discard(request, maxBytes * DISCARD_FACTOR);
  };
}

function discard(request: IncomingMessage, maxBytes: number): void {
  const { socket } = request;
  let size = 0;
  const cut = (): void => {
    clearTimeout(timer);
    socket.destroy();
  };
  const timer = setTimeout(cut, DISCARD_MS);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) cut();
  });
  request.on('end', cut);
  request.on('error', () => clearTimeout(timer));
  if (request.complete) cut();
  else request.resume();
}
