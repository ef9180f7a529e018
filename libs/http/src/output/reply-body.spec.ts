import { describe, expect, it } from '@jest/globals';
import { PassThrough, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ReplyBody } from './reply-body.js';

const MORE_THAN_BUFFERS_TAKE = 'x'.repeat(1024 * 1024);

/** `room` resolves when there is room again. */
function bodyFor(response: PassThrough): { body: ReplyBody; room: Promise<void> } {
  let hasRoom = (): void => undefined;
  const room = new Promise<void>((resolve) => (hasRoom = resolve));
  return { body: new ReplyBody(response, () => hasRoom()), room };
}

describe('ReplyBody', () => {
  it('writes to the response itself, and knows when it has room', async () => {
    const response = new PassThrough();
    const { body, room } = bodyFor(response);
    body.pipe(response);
    expect(body.write('a')).toBe(true);
    expect(response.readableLength).toBe(1);
    expect(body.write(MORE_THAN_BUFFERS_TAKE)).toBe(false);
    const read = text(response);
    await room;
    body.end('z');
    expect(await read).toBe(`a${MORE_THAN_BUFFERS_TAKE}z`);
  });

  it('keeps what comes before the response is open', async () => {
    const response = new PassThrough();
    const { body, room } = bodyFor(response);
    body.write('a');
    expect(body.write(MORE_THAN_BUFFERS_TAKE)).toBe(false);
    body.pipe(response);
    const read = text(response);
    await room;
    body.write('b');
    body.end('z');
    expect(await read).toBe(`a${MORE_THAN_BUFFERS_TAKE}bz`);
  });

  it.each(['', 'z'])('may have ended before the response is open, with "%s"', async (lastChunk) => {
    const response = new PassThrough();
    const { body } = bodyFor(response);
    body.end(lastChunk);
    body.pipe(response);
    expect(await text(response)).toBe(lastChunk);
  });

  it('goes through what stands in between', async () => {
    const response = new PassThrough();
    const { body } = bodyFor(response);
    const upper = new Transform({
      transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()),
    });
    body.pipe(upper).pipe(response);
    body.write('a');
    body.end('z');
    expect(await text(response)).toBe('AZ');
  });

  it('tells who waits for its end', async () => {
    const response = new PassThrough();
    const { body } = bodyFor(response);
    body.pipe(response);
    const ended = new Promise((resolve) => body.once('end', resolve));
    body.end();
    await ended;
  });
});
