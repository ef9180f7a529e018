import { describe, expect, it, jest } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { readBody } from './read-body.js';

/** What is used of an IncomingMessage; `leave` is a client that goes before it has sent everything. */
class Upload extends PassThrough {
  complete = false;

  constructor(readonly headers: Record<string, string> = {}) {
    super();
  }

  override end(): this {
    this.complete = true;
    return super.end();
  }

  leave(): void {
    this.destroy();
  }
}

const read = async (upload: Upload, maxBytes = 1000): Promise<string> =>
  Buffer.concat(await readBody(upload as never, maxBytes)).toString();

describe('readBody', () => {
  it.each([
    ['identity', (text: string) => Buffer.from(text)],
    ['', (text: string) => Buffer.from(text)],
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads content-encoding "%s" in pieces', async (encoding, encode) => {
    const upload = new Upload({ 'content-encoding': encoding });
    const text = read(upload);
    for (const byte of encode('some text')) upload.write(Buffer.of(byte));
    upload.end();
    expect(await text).toBe('some text');
  });

  it.each(['zip', 'gzip, gzip', '__proto__', 'constructor'])(
    'refuses content-encoding "%s"',
    async (encoding) => {
      await expect(read(new Upload({ 'content-encoding': encoding }))).rejects.toMatchObject({
        code: 'unsupported_media_type',
      });
    },
  );

  it('refuses a declared length without reading', async () => {
    const upload = new Upload({ 'content-length': '1001' });
    await expect(read(upload)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(upload.readableFlowing).toBeNull();
  });

  it('takes exactly the limit, and stops reading one byte later', async () => {
    const exact = new Upload();
    exact.write(Buffer.alloc(1000));
    exact.end();
    expect(await read(exact)).toHaveLength(1000);
    const over = new Upload();
    over.write(Buffer.alloc(1001));
    await expect(read(over)).rejects.toMatchObject({ code: 'payload_too_large' });
    expect(over.isPaused()).toBe(true);
  });

  it('counts what comes out of a decoder', async () => {
    const bomb = new Upload({ 'content-encoding': 'gzip' });
    bomb.write(gzipSync(Buffer.alloc(100_000)));
    await expect(read(bomb)).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('refuses a malformed encoding, and one that breaks off', async () => {
    const malformed = new Upload({ 'content-encoding': 'gzip' });
    malformed.write('no gzip');
    await expect(read(malformed)).rejects.toMatchObject({ code: 'invalid_body' });
    const short = new Upload({ 'content-encoding': 'gzip' });
    short.write(gzipSync('some text').subarray(0, 15));
    short.end();
    await expect(read(short)).rejects.toMatchObject({ code: 'invalid_body' });
  });

  it('ends when the client leaves, and leaves no listener behind', async () => {
    const upload = new Upload();
    const before = upload.listenerCount('data') + upload.listenerCount('close') + upload.listenerCount('end');
    const text = read(upload);
    upload.write('{"a":');
    upload.leave();
    await expect(text).rejects.toMatchObject({ code: 'invalid_body' });
    expect(upload.listenerCount('data') + upload.listenerCount('close') + upload.listenerCount('end')).toBe(
      before,
    );
  });

  it('survives a decoder that finds an error after the client has left', async () => {
    const upload = new Upload({ 'content-encoding': 'gzip' });
    const pipe = jest.spyOn(upload, 'pipe');
    const text = read(upload);
    upload.leave();
    await expect(text).rejects.toMatchObject({ code: 'invalid_body' });
    const decoder = pipe.mock.calls[0]?.[0] as PassThrough;
    expect(decoder.destroyed).toBe(true);
    // Without a listener this would throw here, and end the process outside a test.
    expect(decoder.emit('error', new Error('incorrect header check'))).toBe(true);
  });
});
