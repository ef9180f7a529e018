import { PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { beginLitRequest, type LitRequest } from '../lit-request.js';
import { limitMultipart } from './multipart-limit.js';
import { readUpload } from './read-upload.js';

/** What is used of an IncomingMessage. */
class Request extends PassThrough {
  complete = false;
  body: unknown;
  readonly socket = {};

  constructor(readonly headers: Record<string, string> = {}) {
    super();
  }
}

class Response extends EventEmitter {
  readonly headers: Record<string, unknown> = {};
  setHeader(name: string, value: unknown): void {
    this.headers[name] = value;
  }
}

function counted(
  request: Request,
  maxBytes: number,
): { readonly state: LitRequest; readonly response: Response } {
  const response = new Response();
  const state = beginLitRequest(request as never, response as never);
  limitMultipart(request as never, response as never, state, maxBytes);
  return { state, response };
}

const TYPE = { 'content-type': 'multipart/form-data; boundary=X' };
const FORM = '--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n';

describe('limitMultipart', () => {
  it('starts no flow', async () => {
    const request = new Request(TYPE);
    const { state } = counted(request, 10);
    request.write('12345678901');
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.error).toBeUndefined();
    expect(request.readableDidRead).toBe(false);
  });

  it('lets a parser read up to the limit', async () => {
    const request = new Request(TYPE);
    const { state } = counted(request, 10);
    const read = request.pipe(new PassThrough());
    request.end('1234567890');
    expect(Buffer.concat(await read.toArray()).toString()).toBe('1234567890');
    expect(state.error).toBeUndefined();
  });

  it('stops a parser behind the limit, with what it hands on as 413', async () => {
    const request = new Request(TYPE);
    const { state, response } = counted(request, 10);
    const failed = new Promise((resolve) => request.once('error', resolve));
    request.pipe(new PassThrough()).resume();
    request.write('12345678901');
    expect(await failed).toBeInstanceOf(PayloadTooLargeException);
    expect(state.error).toMatchObject({ code: 'payload_too_large' });
    expect(response.headers).toMatchObject({ connection: 'close' });
    expect(request.isPaused()).toBe(true);
  });
});

describe('readUpload', () => {
  it('reads what nobody has read, once', async () => {
    const request = new Request(TYPE);
    const { state } = counted(request, 1000);
    const reading = readUpload(request, state, 1000);
    await readUpload(request, state, 1000);
    expect(request.body).toBeUndefined();
    request.complete = true;
    request.end(FORM);
    await reading;
    expect(request.body).toEqual({ a: '1' });
    expect(state.bodyBytes).toBe(FORM.length);
    // The reader's own, and nobody counts any more.
    expect(request.listenerCount('data')).toBe(1);
  });

  it.each<[string, (request: Request) => void]>([
    ['has put a body there', (request) => void (request.body = {})],
    ['is reading', (request) => void request.pipe(new PassThrough())],
  ])('leaves it to whoever %s', async (_, take) => {
    const request = new Request(TYPE);
    const { state } = counted(request, 1000);
    take(request);
    const { body } = request;
    await readUpload(request, state, 1000);
    expect(request.body).toBe(body);
  });

  it('holds a route to its own limit', async () => {
    const request = new Request(TYPE);
    const { state, response } = counted(request, 1000);
    const reading = readUpload(request, state, 10);
    request.write(FORM);
    await expect(reading).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(response.headers).toMatchObject({ connection: 'close' });
  });

  it('refuses what is no form', async () => {
    const request = new Request(TYPE);
    const { state } = counted(request, 1000);
    const reading = readUpload(request, state, 1000);
    request.complete = true;
    request.end('hello');
    await expect(reading).rejects.toMatchObject({ code: 'invalid_body' });
    expect(request.body).toBeUndefined();
  });
});
