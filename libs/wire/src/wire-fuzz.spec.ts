import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import * as fc from 'fast-check';
import { HEAD_BYTES, type Frame } from './frame/frame.js';
import { FrameReader } from './frame/frame-reader.js';
import { encodeFrame } from './frame/frame-writer.js';
import { WireError } from './frame/wire-error.js';
import type { FromWorkerMessage, RunMessage } from './messages.js';
import { packFromWorker, unpackFromWorker } from './result-message.js';
import { packReply } from './reply-message.js';
import { packRun } from './run-message.js';
import { unpackToWorker } from './to-worker.js';
import { EncodedChunks } from './stream/encoded-chunks.js';
import { decodeArgs, decodeList, decodeValue, encodeArgs, encodeValue } from './value/value-codec.js';
import { JsonText } from './value/json-text.js';
import { TAGS } from './value/tags.js';

const LIMIT = 64 * 1024;

/** Everything a process does with bytes from the other one; returns what it understood. */
function receive(chunks: Iterable<Uint8Array>): unknown[] {
  const understood: unknown[] = [];
  const reader = new FrameReader((frame) => understood.push(understand(frame)), { maxFrameBytes: LIMIT });
  for (const chunk of chunks) reader.push(chunk);
  return understood;
}

function understand(frame: Frame): unknown {
  if (Array.isArray(frame.header) && ['r', 'y'].includes(String(frame.header[0]))) {
    const message = unpackToWorker(frame);
    if (message.type === 'run')
      return { message, args: message.items.map((item) => decodeArgs(item.args, [Object])) };
    const { reply } = message;
    return { message, list: reply.kind === 'values' && decodeList(reply.values, Object) };
  }
  const message = unpackFromWorker(frame);
  if (message.type === 'failed') return message;
  if (message.type === 'call') return { message, args: decodeArgs(message.args, [Object]) };
  if (message.type === 'stream') {
    const lists = message.events.map((one) => one.kind === 'values' && decodeList(one.values, Object));
    return { message, lists };
  }
  const values = message.outcomes.map((one) => one.kind === 'value' && decodeValue(one.value));
  return { message, values };
}

/** Anything may be refused, but only in the two ways that the callers handle. */
function expectRefusalOrSense(chunks: Iterable<Uint8Array>): void {
  try {
    receive(chunks);
  } catch (error) {
    if (!(error instanceof WireError) && !(error instanceof LitServeException)) throw error;
  }
}

const meta = {
  remainingMs: null,
  attempt: 0,
  priority: 'normal',
  form: 'value',
  query: {},
  params: {},
} as const;
const args = [
  { t: new Float32Array([1, 2]), m: new Map([[1n, new Set(['é'])]]), d: new Date(5), $: 1 },
  Buffer.from('xyz'),
];
const run: RunMessage = {
  type: 'run',
  endpoint: 1,
  batch: 2,
  items: [
    { lease: 3, meta: { ...meta, requestId: 'a', headers: { h: 'v' } }, args: encodeArgs(args, []) },
    {
      lease: 4,
      meta: { ...meta, requestId: 'b', headers: {} },
      args: encodeArgs([new JsonText([Buffer.from('[1]')])], []),
    },
  ],
};
const result: FromWorkerMessage = {
  type: 'result',
  batch: 2,
  outcomes: [
    {
      kind: 'bytes',
      lease: 3,
      bytes: Buffer.from('{"a":1}'),
      contentType: 'application/json',
      headers: { a: 'b' },
    },
    { kind: 'value', lease: 4, value: encodeValue({ v: [new BigInt64Array([1n]), undefined] }) },
    {
      kind: 'error',
      lease: 5,
      error: { name: 'E', message: 'm', http: { status: 404, body: {}, base: 'X' } },
    },
  ],
};
const chunks = new EncodedChunks(undefined);
for (const chunk of [{ a: 1 }, new Set([1n]), Buffer.from('xy')]) chunks.add(chunk);
const events: FromWorkerMessage = {
  type: 'stream',
  batch: 2,
  events: [
    { kind: 'bytes', lease: 3, bytes: Buffer.from('data: a\n\n') },
    { kind: 'values', lease: 4, size: chunks.size, values: chunks.encoded() },
    { kind: 'end', lease: 3 },
    { kind: 'error', lease: 4, error: { name: 'E', message: 'm' } },
  ],
};
const call: FromWorkerMessage = {
  type: 'call',
  call: 7,
  endpoint: 'M/Api/0',
  kind: 'stream',
  parent: 3,
  timeoutMs: 500,
  priority: 'low',
  args: encodeArgs(args, []),
};
const frames = [
  packRun(run),
  packFromWorker(result),
  packRun({ ...run, items: [] }),
  packFromWorker(events),
  packFromWorker(call),
  packReply({ type: 'reply', call: 7, reply: { kind: 'values', size: 9, values: chunks.encoded() } }),
  packReply({ type: 'reply', call: 7, reply: { kind: 'end' } }),
  packReply({ type: 'reply', call: 8, reply: { kind: 'error', error: { name: 'E', message: 'm' } } }),
].map((pieces) => Buffer.concat(pieces));
const stream = Buffer.concat(frames);
/** Where frames end. */
const boundaries = frames.map((_, i) => Buffer.concat(frames.slice(0, i + 1)).length);
const understood = receive([stream]);

/** The stream cut at the given positions, each piece in memory of its own that starts anywhere. */
function* cut(bytes: Uint8Array, positions: readonly number[]): Generator<Uint8Array> {
  const ends = [...new Set(positions.map((position) => position % bytes.length)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  let start = 0;
  for (const end of ends) {
    const memory = new Uint8Array(8 + end - start);
    memory.set(bytes.subarray(start, end), start % 8);
    yield memory.subarray(start % 8, (start % 8) + end - start);
    start = end;
  }
}

describe('bytes of another process', () => {
  it('mean the same however they are split', () => {
    expect(understood).toHaveLength(frames.length);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length - 1), { maxLength: 60 }), (positions) => {
        expect(receive(cut(stream, positions))).toStrictEqual(understood);
      }),
      { numRuns: 200 },
    );
  });

  it('mean the same when they come one by one', () => {
    expect(receive(cut(stream, [...stream.keys()]))).toStrictEqual(understood);
  });

  it('are understood up to the last whole frame when they stop anywhere', () => {
    for (let end = 0; end < stream.length; end++) {
      const whole: Frame[] = [];
      const reader = new FrameReader((frame) => whole.push(frame));
      reader.push(stream.subarray(0, end));
      expect(reader.partial).toBe(end > 0 && !boundaries.includes(end));
      expect(whole).toHaveLength(boundaries.filter((boundary) => boundary <= end).length);
    }
  });

  it('are refused before anything is allocated when a length is too large', () => {
    fc.assert(
      fc.property(fc.integer({ min: LIMIT + 1, max: 2 ** 32 - 1 }), fc.nat(), (total, cutAt) => {
        const head = Buffer.from(stream.subarray(0, HEAD_BYTES));
        head.writeUInt32LE(total, 4);
        const before = process.memoryUsage().arrayBuffers;
        expect(() => receive(cut(head, [cutAt]))).toThrow(WireError);
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(LIMIT);
      }),
    );
  });

  it('are refused or make sense when any one bit is wrong', () => {
    for (let bit = 0; bit < 8 * stream.length; bit++) {
      const bytes = Buffer.from(stream);
      bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expectRefusalOrSense([bytes]);
    }
  });

  it('are refused or make sense when many are wrong', () => {
    const damage = fc.array(fc.tuple(fc.nat(stream.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(damage, fc.array(fc.nat(), { maxLength: 5 }), (changes, positions) => {
        const bytes = Buffer.from(stream);
        for (const [at, value] of changes) bytes[at] = value;
        expectRefusalOrSense(cut(bytes, positions));
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused when they are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: HEAD_BYTES, maxLength: 300 }), (bytes) => {
        expect(() => receive([bytes])).toThrow(WireError);
      }),
    );
  });

  it('are refused or make sense when the frame is ours and the header is any JSON', () => {
    const sections = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), hostileHeader()), sections, (header, bytes) => {
        expectRefusalOrSense(encodeWhole(header, bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it('never change a prototype', () => {
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const tags = [
      '{"p":[X]}',
      '{"t":[X]}',
      '{"t":[{"$":["o",X]}]}',
      '{"t":[{"$":["c",X]}]}',
      '{"t":[{"$":["m",[["__proto__",X]]]}]}',
    ];
    for (const wrapper of tags) {
      const tree: unknown = JSON.parse(wrapper.replace('X', evil));
      const header = ['r', 0, 0, [[1, 0, 'id', null, 0, 'low', 'value', {}, {}, {}, tree]]];
      expectRefusalOrSense(encodeWhole(header, []));
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    }
  });
});

const encodeWhole = (header: unknown, sections: Uint8Array[]): Uint8Array[] => [
  Buffer.concat(encodeFrame(JSON.stringify(header), sections)),
];

/** Messages that are right but for their values, which are made of tags. */
function hostileHeader(): fc.Arbitrary<unknown> {
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.constantFrom(null, 'utf-8', '-0', 'f4', 'ab', 'ff', '__proto__'),
        fc.integer({ min: -1, max: 4 }),
        fc.double(),
      ),
      fc.array(tie('node'), { maxLength: 3 }),
      fc
        .tuple(fc.constantFrom(...Object.values(TAGS), '', 'x'), fc.array(tie('node'), { maxLength: 4 }))
        .map(([kind, payload]) => ({ $: [kind, ...payload] })),
      fc.dictionary(fc.constantFrom('a', '$', '__proto__', 'constructor'), tie('node'), { maxKeys: 3 }),
    ),
  }));
  const item = node.map((tree) => [1, 2, 'id', null, 0, 'low', 'value', {}, {}, {}, { t: [tree] }]);
  return fc.oneof(
    item.map((one) => ['r', 0, 0, [one]]),
    node.map((tree) => ['o', 0, [['v', 1, 2, { t: tree }]]]),
    node.map((tree) => ['s', 0, [['v', 1, 9, 2, { t: [tree] }]]]),
    node.map((tree) => [
      's',
      0,
      [
        ['b', 1],
        ['e', 1, tree],
        ['z', tree],
      ],
    ]),
    node.map((tree) => ['f', 0, tree]),
    node.map((tree) => ['c', 1, 'id', 'predict', null, null, 'low', 2, { t: [tree] }]),
    node.map((tree) => ['c', 1, 'id', 'stream', tree, tree, tree, 0, { p: [] }]),
    node.map((tree) => ['y', 1, 'v', 9, 2, { t: [tree] }]),
    node.map((tree) => ['y', 1, 'e', tree]),
    node.map((tree) => ['y', tree, 'z']),
  );
}
