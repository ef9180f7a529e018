import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is left of a refused body is read and thrown away up to these bounds, so that the client reads the answer. */
const DISCARD_MS = 1000;
const DISCARD_FACTOR = 4;

/** A body up to this size is read to its end, whatever becomes of it: a new connection costs more. */
const SMALL_BYTES = 64 * 1024;

const BODY_HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'content-encoding'] as const;

/** Takes the headers that describe a body away, so that no parser of the app touches one we have read or refused. */
export function hideBodyHeaders({ headers }: IncomingMessage): () => void {
  const hidden: Partial<Record<(typeof BODY_HEADERS)[number], string>> = {};
  for (const name of BODY_HEADERS) {
    const value = headers[name];
    if (value === undefined) continue;
    hidden[name] = value;
    // Not deleted: V8 would make a dictionary of the object, which is slow wherever it is read from then on.
    headers[name] = undefined;
  }
  return () => {
    for (const name of BODY_HEADERS) if (hidden[name] !== undefined) headers[name] = hidden[name];
  };
}

/** Whether a body says of itself that it is small, or that there is none. */
export function isSmall({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SMALL_BYTES;
}

/**
 * Prepares the answer to a request that is refused without its body having been read. Of a small one Node reads the rest
 * once the answer is written, and the connection goes on; any other closes.
 */
export function leaveUnread(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  const goesOn = response.shouldKeepAlive && !response.hasHeader('connection');
  if (!isSmall(request) || !goesOn) closeAfterAnswer(request, response, maxBytes);
  else if (request.readableDidRead) request.resume();
}

/**
 * Prepares the answer to a request whose body is not read to its end: the connection closes after the answer, and a
 * bounded rest is swallowed first, because closing at once would reset the connection before the client reads.
 */
export function closeAfterAnswer(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  if (request.complete) return;
  const { socket } = request;
  response.setHeader('connection', 'close');
  // Counts as reading: of a request that nobody reads, Node throws everything away once the answer is out, uncounted.
  request.read(0);
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
