import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FrameChannel, type FrameChannelEvents } from './frame-channel.js';
import { encodeFrame } from './frame-writer.js';

const frameOf = (header: unknown, ...sections: Uint8Array[]): Uint8Array[] =>
  encodeFrame(JSON.stringify(header), sections);

const open: Socket[] = [];

/** For the side of which only the events matter. */
const listen = (socket: Socket, events: FrameChannelEvents): FrameChannel => new FrameChannel(socket, events);

const ignore = (): void => undefined;

function refuse(): never {
  throw new Error('no message of ours');
}

/** Two connected sockets, as a process and its worker have them. */
async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
    [Socket],
    unknown,
  ];
  server.close();
  open.push(near, far);
  return [near, far];
}

/** Records what a channel tells, and lets a spec wait for a number of calls. */
function recorder() {
  const heard: unknown[] = [];
  let wake = ignore;
  const add = (what: unknown): void => {
    heard.push(what);
    wake();
  };
  const events: FrameChannelEvents = {
    frame: ({ header, sections }) =>
      add(sections.length > 0 ? [header, sections.map(({ length }) => length)] : header),
    error: (error) => add({ error: (error as { code?: string }).code ?? error.message }),
    end: (partial) => add({ end: partial }),
  };
  const until = async (count: number): Promise<unknown[]> => {
    while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return heard;
  };
  return { events, until };
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

describe('FrameChannel', () => {
  it('carries frames both ways, in order', async () => {
    const [a, b] = await socketPair();
    const [atA, atB] = [recorder(), recorder()];
    const near = new FrameChannel(a, atA.events);
    const far = new FrameChannel(b, atB.events);
    near.send(frameOf(1));
    near.send(frameOf(2, new Uint8Array(3), new Uint8Array(1_000_000)));
    far.send(frameOf('back'));
    expect(await atB.until(2)).toEqual([1, [2, [3, 1_000_000]]]);
    expect(await atA.until(1)).toEqual(['back']);
  });

  it('writes the frames of one turn at once', async () => {
    const [a, b] = await socketPair();
    const atB = recorder();
    const chunk = jest.fn();
    b.on('data', chunk);
    listen(b, atB.events);
    const near = new FrameChannel(a, recorder().events);
    const uncork = jest.spyOn(a, 'uncork');
    for (let i = 0; i < 10; i++) near.send(frameOf(i));
    await Promise.resolve();
    near.send(frameOf(10));
    expect(a.writableLength).toBeGreaterThan(0);
    expect(await atB.until(11)).toHaveLength(11);
    expect(uncork).toHaveBeenCalledTimes(1);
    expect(chunk).toHaveBeenCalledTimes(1);
  });

  it('writes with flush() at once, and asks for no turn after it', async () => {
    const [a] = await socketPair();
    const near = new FrameChannel(a, recorder().events);
    const uncork = jest.spyOn(a, 'uncork');
    const immediate = jest.spyOn(globalThis, 'setImmediate');
    near.send(frameOf(1));
    near.send(frameOf(2));
    near.flush();
    await new Promise(process.nextTick);
    expect(a.writableLength).toBe(0);
    expect(uncork).toHaveBeenCalledTimes(1);
    expect(immediate).not.toHaveBeenCalled();
    immediate.mockRestore();
  });

  it('resolves flushed() when the kernel has what was sent', async () => {
    const [a] = await socketPair();
    const near = new FrameChannel(a, recorder().events);
    await near.flushed();
    near.send(frameOf(1, new Uint8Array(100_000)));
    near.send(frameOf(2));
    expect(a.writableLength).toBeGreaterThan(0);
    await near.flushed();
    expect(a.writableLength).toBe(0);
  });

  it('does not resolve flushed() while the other side does not read', async () => {
    const [a, b] = await socketPair();
    const near = new FrameChannel(a, recorder().events);
    let flushed = false;
    near.send(frameOf('big', new Uint8Array(64 * 1024 * 1024)));
    const done = near.flushed().then(() => (flushed = true));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(flushed).toBe(false);
    listen(b, recorder().events);
    await done;
  });

  it('rejects flushed() when the other side has gone, and swallows later frames', async () => {
    const [a, b] = await socketPair();
    const atA = recorder();
    const near = new FrameChannel(a, atA.events);
    near.send(frameOf('big', new Uint8Array(64 * 1024 * 1024)));
    const flushed = near.flushed();
    b.destroy();
    await expect(flushed).rejects.toThrow();
    await once(a, 'close');
    near.send(frameOf('late'));
    await expect(near.flushed()).rejects.toThrow();
  });

  it('reports a clean end', async () => {
    const [a, b] = await socketPair();
    const atA = recorder();
    listen(a, atA.events);
    const far = new FrameChannel(b, recorder().events);
    far.send(frameOf('last'));
    await far.flushed();
    b.end();
    expect(await atA.until(2)).toEqual(['last', { end: false }]);
  });

  it('delivers whole frames and drops a half one when the other side dies', async () => {
    const [a, b] = await socketPair();
    const atA = recorder();
    listen(a, atA.events);
    const half = Buffer.concat(frameOf('half', new Uint8Array(100))).subarray(0, 50);
    b.end(Buffer.concat([...frameOf('whole'), half]));
    expect(await atA.until(2)).toEqual(['whole', { end: true }]);
  });

  it('reports bytes that are no frame once, and keeps reading', async () => {
    const [a, b] = await socketPair();
    const atA = recorder();
    listen(a, atA.events);
    b.write(Buffer.concat([...frameOf('good'), Buffer.from('GET / HTTP/1.1\r\n\r\n')]));
    expect(await atA.until(2)).toEqual(['good', { error: 'bad_magic' }]);
    b.end(Buffer.alloc(4 * 1024 * 1024));
    expect(await atA.until(3)).toEqual(['good', { error: 'bad_magic' }, { end: false }]);
  });

  it('reports what its owner throws at a frame', async () => {
    const [a, b] = await socketPair();
    const atA = recorder();
    listen(a, { ...atA.events, frame: refuse });
    listen(b, recorder().events).send(frameOf(1));
    expect(await atA.until(1)).toEqual([{ error: 'no message of ours' }]);
  });
});
