import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import zlib from 'node:zlib';
import { LitServeException } from '#common';
import type { BodyShare } from './body-budget.js';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
};

/** What became of a body; without an error all of it is there. */
type Settled = (error: Error | undefined, chunks: Buffer[]) => void;

/**
 * Reads a request body, at most `maxBytes` of it after content-encoding, as the chunks it came in (no second copy).
 *
 * @param share of the app's budget; absent, nobody counts
 * @throws LitServeException `payload_too_large` and `buffer_full` as soon as it is known, `unsupported_media_type`,
 *   `invalid_body`
 */
export function readBody(request: IncomingMessage, maxBytes: number, share?: BodyShare): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    collectBody(request, maxBytes, share, (error, chunks) => (error ? reject(error) : resolve(chunks)));
  });
}

/** The same without a promise, which every small request would pay for. @param settled called once */
export function collectBody(
  request: IncomingMessage,
  maxBytes: number,
  share: BodyShare | undefined,
  settled: Settled,
): void {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) return settled(tooLarge(maxBytes), []);
  const encoding = (request.headers['content-encoding'] || 'identity').trim().toLowerCase();
  if (encoding === 'identity') return collect(request, request, maxBytes, share, settled);
  const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (!decoder) {
    const details = { what: `content-encoding "${encoding.slice(0, 40)}"` };
    return settled(new LitServeException('unsupported_media_type', { details }), []);
  }
  const decoded = request.pipe(decoder());
  // It works on threads of its own and may find an error after everybody has left; unheard, that would end the process.
  decoded.on('error', () => undefined);
  collect(decoded, request, maxBytes, share, settled);
}

function collect(
  source: Readable,
  request: IncomingMessage,
  maxBytes: number,
  share: BodyShare | undefined,
  settled: Settled,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  // Listeners of a body that is there are left to go with it: taking them off costs as much as reading it.
  const fail = (error: Error, isAbandoned: boolean): void => {
    if (isOver) return;
    isOver = true;
    source.off('data', onData).off('end', onEnd).off('error', onError);
    request.off('close', onClose);
    if (isAbandoned) abandon(source, request);
    settled(error, chunks);
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    const refusal = size > maxBytes ? tooLarge(maxBytes) : share?.add(chunk.length);
    if (refusal) fail(refusal, true);
    else chunks.push(chunk);
  };
  const onEnd = (): void => {
    isOver = true;
    settled(undefined, chunks);
  };
  const onError = (error: NodeJS.ErrnoException): void =>
    fail(unreadable(error.code?.startsWith('Z_') ? 'malformed content-encoding' : 'aborted'), false);
  // A gzip body closes the request before its decoder ends; only an incomplete request means that the client left.
  const onClose = (): void => {
    if (!request.complete) fail(unreadable('aborted'), true);
  };
  source.on('data', onData).on('end', onEnd).on('error', onError);
  if (source !== request) request.on('error', onError);
  if (!request.complete) request.on('close', onClose);
}

/** Stops a decoder, and stops reading from the client. */
function abandon(source: Readable, request: IncomingMessage): void {
  if (source !== request) {
    request.unpipe();
    source.destroy();
  }
  request.pause();
}

export const tooLarge = (maxBytes: number): LitServeException =>
  new LitServeException('payload_too_large', { details: { maxBytes } });

const unreadable = (reason: string): LitServeException =>
  new LitServeException('invalid_body', { details: { reason } });
