import { describe, expect, it } from '@jest/globals';
import { decodeFrame, type Frame } from './frame/frame.js';
import { encodeFrame } from './frame/frame-writer.js';
import type { ItemMeta, Received, RunMessage } from './messages.js';
import { packRun } from './run-message.js';
import { unpackToWorker } from './to-worker.js';
import { decodeArgs, encodeArgs } from './value/value-codec.js';

const meta: ItemMeta = {
  requestId: 'r-"1"',
  remainingMs: 29_990.5,
  attempt: 1,
  priority: 'high',
  headers: { accept: '*/*', 'set-cookie': ['a', 'b'] },
  query: { page: '1', tags: ['x'], deep: { a: '1' } },
  params: { id: '7' },
  form: 'value',
  format: undefined,
};
const plainMeta: ItemMeta = {
  ...meta,
  remainingMs: null,
  priority: 'low',
  form: 'bytes',
  headers: {},
  query: {},
  params: {},
};

const message: RunMessage = {
  type: 'run',
  endpoint: 2,
  batch: 41,
  items: [
    { lease: 7, meta, args: encodeArgs([{ pixels: new Float32Array([1, 2]) }, Buffer.from('b')], []) },
    { lease: 8, meta: plainMeta, args: encodeArgs([], []) },
    { lease: 9, meta: plainMeta, args: encodeArgs(['x', new Uint8Array([3])], []) },
  ],
};

const frameOf = (pieces: Uint8Array[]) =>
  decodeFrame(Buffer.from(new Uint8Array(Buffer.concat(pieces)).buffer));
function unpackRun(frame: Frame): RunMessage<Received> {
  const arrived = unpackToWorker(frame);
  if (arrived.type === 'run') return arrived;
  throw new Error('no run');
}
const packed = (header: unknown, ...sections: Uint8Array[]) =>
  frameOf(encodeFrame(JSON.stringify(header), sections));

const itemWith = (changes: Record<number, unknown> = {}): unknown[] =>
  Object.assign([7, 0, 'id', null, 0, 'low', 'bytes', {}, {}, {}, { p: [] }], changes);

describe('packRun and unpackToWorker', () => {
  it('carries a batch', () => {
    const back = unpackRun(frameOf(packRun(message)));
    expect([back.type, back.endpoint, back.batch]).toEqual(['run', 2, 41]);
    expect(back.items.map(({ lease }) => lease)).toEqual([7, 8, 9]);
    expect(back.items.map((item) => item.meta)).toStrictEqual([meta, plainMeta, plainMeta]);
    expect(back.items.map(({ args }) => decodeArgs(args, []))).toStrictEqual([
      [{ pixels: new Float32Array([1, 2]) }, Buffer.from('b')],
      [],
      ['x', new Uint8Array([3])],
    ]);
  });

  it.each(['sse', 'ndjson', 'json'] as const)('carries %s as the format of a stream', (format) => {
    const item = { lease: 1, meta: { ...plainMeta, format }, args: encodeArgs([], []) };
    const [back] = unpackRun(frameOf(packRun({ ...message, items: [item] }))).items;
    expect(back?.meta).toStrictEqual(item.meta);
  });

  it('gives each item its own sections and no others', () => {
    const back = unpackRun(frameOf(packRun(message)));
    expect(back.items.map(({ args }) => args.sections.map(({ length }) => length))).toEqual([
      [8, 1],
      [],
      [1],
    ]);
  });

  it('accepts what the refused frames below are made of', () => {
    expect(unpackRun(packed(['r', 0, 0, [itemWith()]])).items).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['no array', { r: 1 }],
    ['null', null],
    ['another kind', ['o', 0, 0, [itemWith()]]],
    ['a negative endpoint', ['r', -1, 0, []]],
    ['half a batch', ['r', 0, 0.5, []]],
    ['items that are none', ['r', 0, 0, { length: 3 }]],
    ['an item that is none', ['r', 0, 0, [null]]],
    ['a short item', ['r', 0, 0, [[7, 0]]]],
    ['a lease beyond safe integers', ['r', 0, 0, [itemWith({ 0: 2 ** 60 })]]],
    ['a section too many', ['r', 0, 0, [itemWith({ 1: 1 })]]],
    ['a huge number of sections', ['r', 0, 0, [itemWith({ 1: Number.MAX_SAFE_INTEGER })]]],
    ['a negative number of sections', ['r', 0, 0, [itemWith({ 1: -1 })]]],
    ['a request id that is no text', ['r', 0, 0, [itemWith({ 2: 5 })]]],
    ['a deadline that is no number', ['r', 0, 0, [itemWith({ 3: 'soon' })]]],
    ['an attempt that is none', ['r', 0, 0, [itemWith({ 4: null })]]],
    ['an unknown priority', ['r', 0, 0, [itemWith({ 5: 'urgent' })]]],
    ['an unknown form', ['r', 0, 0, [itemWith({ 6: 'xml' })]]],
    ['headers that are none', ['r', 0, 0, [itemWith({ 7: { a: 1 } })]]],
    ['headers in an array', ['r', 0, 0, [itemWith({ 7: ['a'] })]]],
    ['a query that is none', ['r', 0, 0, [itemWith({ 8: 'a=1' })]]],
    ['params that are none', ['r', 0, 0, [itemWith({ 9: { a: {} } })]]],
  ])('refuses %s', (_, header) => {
    expect(() => unpackRun(packed(header))).toThrow(
      expect.objectContaining({ name: 'WireError', code: 'bad_message' }),
    );
  });

  it('refuses a section that belongs to nobody', () => {
    expect(() => unpackRun(packed(['r', 0, 0, [itemWith()]], new Uint8Array(1)))).toThrow(
      'belongs to no item',
    );
  });
});
