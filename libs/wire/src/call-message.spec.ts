import { describe, expect, it } from '@jest/globals';
import { decodeFrame, type Frame } from './frame/frame.js';
import { encodeFrame } from './frame/frame-writer.js';
import type { CallMessage, Received, Reply } from './messages.js';
import { packReply } from './reply-message.js';
import { packFromWorker, unpackFromWorker } from './result-message.js';
import { EncodedChunks } from './stream/encoded-chunks.js';
import { unpackToWorker } from './to-worker.js';
import { decodeArgs, decodeList, encodeArgs } from './value/value-codec.js';

const frameOf = (pieces: Uint8Array[]): Frame =>
  decodeFrame(Buffer.from(new Uint8Array(Buffer.concat(pieces)).buffer));
const packed = (header: unknown, ...sections: Uint8Array[]): Frame =>
  frameOf(encodeFrame(JSON.stringify(header), sections));
const badMessage = expect.objectContaining({ name: 'WireError', code: 'bad_message' });

describe('a call of a worker', () => {
  const bare: CallMessage = {
    type: 'call',
    call: 0,
    endpoint: 'AppModule/"Api"/0',
    kind: 'stats',
    args: encodeArgs([], []),
  };
  const full: CallMessage = {
    ...bare,
    call: 41,
    kind: 'predict',
    parent: 0,
    timeoutMs: 1.5,
    priority: 'high',
    args: encodeArgs([{ pixels: new Float32Array([1, 2]) }, Buffer.from('b')], []),
  };

  function back(message: CallMessage): CallMessage<Received> {
    const arrived = unpackFromWorker(frameOf(packFromWorker(message)));
    if (arrived.type === 'call') return arrived;
    throw new Error('no call');
  }

  it('crosses with all it may have, and with as little', () => {
    for (const message of [full, bare, { ...bare, kind: 'stream' } as const]) {
      const { args, ...rest } = message;
      const { args: arrived, ...restArrived } = back(message);
      expect(restArrived).toStrictEqual(rest);
      expect(arrived.sections).toHaveLength(args.sections.length);
    }
    expect(decodeArgs(back(full).args, [])).toStrictEqual([
      { pixels: new Float32Array([1, 2]) },
      Buffer.from('b'),
    ]);
  });

  const callWith = (changes: Record<number, unknown> = {}): unknown[] =>
    Object.assign(['c', 1, 'id', 'predict', null, null, null, 0, { p: [] }], changes);

  it('may be what the refused frames below are made of', () => {
    expect(unpackFromWorker(packed(callWith())).type).toBe('call');
  });

  it.each<[string, unknown]>([
    ['a short call', callWith().slice(0, 8)],
    ['a long one', [...callWith(), 1]],
    ['a number that is none', callWith({ 1: '1' })],
    ['a negative number', callWith({ 1: -1 })],
    ['an endpoint by number', callWith({ 2: 0 })],
    ['an unknown kind', callWith({ 3: 'delete' })],
    ['half a parent', callWith({ 4: 0.5 })],
    ['a parent by name', callWith({ 4: 'p' })],
    ['no time at all', callWith({ 5: 0 })],
    ['a time that is no number', callWith({ 5: '5' })],
    ['an unknown priority', callWith({ 6: 'urgent' })],
    ['sections that are missing', callWith({ 7: 1 })],
  ])('is refused with %s', (_, header) => {
    expect(() => unpackFromWorker(packed(header))).toThrow(badMessage);
  });

  it('is refused with endless time, and with a section that belongs to nobody', () => {
    const endless = JSON.stringify(callWith({ 5: 1 })).replace('null,1,null', 'null,1e999,null');
    expect(() => unpackFromWorker(frameOf(encodeFrame(endless, [])))).toThrow(badMessage);
    expect(() => unpackFromWorker(packed(callWith(), new Uint8Array(1)))).toThrow(badMessage);
  });
});

describe('a reply to a worker', () => {
  const back = (reply: Reply): unknown =>
    unpackToWorker(frameOf(packReply({ type: 'reply', call: 7, reply })));

  it('carries values, the end and an error', () => {
    const chunks = new EncodedChunks(undefined);
    for (const chunk of ['a', Buffer.from('b'), { c: 1n }]) chunks.add(chunk);
    const message = back({ kind: 'values', size: 12, values: chunks.encoded() }) as {
      reply: { values: Received };
    };
    expect(message).toMatchObject({ type: 'reply', call: 7, reply: { kind: 'values', size: 12 } });
    expect(decodeList(message.reply.values, undefined)).toStrictEqual(['a', Buffer.from('b'), { c: 1n }]);
    expect(back({ kind: 'end' })).toStrictEqual({ type: 'reply', call: 7, reply: { kind: 'end' } });
    const error = { name: 'E', message: 'm', code: 'c' };
    expect(back({ kind: 'error', error })).toStrictEqual({
      type: 'reply',
      call: 7,
      reply: { kind: 'error', error },
    });
  });

  it.each<[string, unknown]>([
    ['a call that is none', ['y', 'z', 'z']],
    ['an unknown kind', ['y', 1, 'b']],
    ['no kind', ['y', 1]],
    ['a size that is none', ['y', 1, 'v', null, 0, { p: [] }]],
    ['a number of sections that is none', ['y', 1, 'v', 0, '0', { p: [] }]],
    ['sections that are missing', ['y', 1, 'v', 0, 1, { p: [] }]],
    ['an error that is none', ['y', 1, 'e', 'boom']],
  ])('is refused with %s', (_, header) => {
    expect(() => unpackToWorker(packed(header))).toThrow(badMessage);
  });

  it('is refused with a section that belongs to nobody', () => {
    expect(() => unpackToWorker(packed(['y', 1, 'z'], new Uint8Array(1)))).toThrow(badMessage);
  });
});
