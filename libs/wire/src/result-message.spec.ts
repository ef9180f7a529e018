import { describe, expect, it } from '@jest/globals';
import { NotFoundException } from '@nestjs/common';
import { errorToData } from './error/error-to-data.js';
import { decodeFrame } from './frame/frame.js';
import { encodeFrame } from './frame/frame-writer.js';
import type { FromWorkerMessage } from './messages.js';
import { packFromWorker, unpackFromWorker } from './result-message.js';
import { EncodedChunks } from './stream/encoded-chunks.js';
import { decodeList, decodeValue, encodeValue } from './value/value-codec.js';

const frameOf = (pieces: Uint8Array[]) =>
  decodeFrame(Buffer.from(new Uint8Array(Buffer.concat(pieces)).buffer));
const packed = (header: unknown, ...sections: Uint8Array[]) =>
  frameOf(encodeFrame(JSON.stringify(header), sections));
const roundTrip = (message: FromWorkerMessage) => unpackFromWorker(frameOf(packFromWorker(message)));

const withOutcome = (...outcome: unknown[]): unknown => ['o', 0, [outcome]];
const withEvent = (...event: unknown[]): unknown => ['s', 0, [event]];
const failed = (changes: object): unknown => ['f', 0, { name: 'Error', message: 'x', ...changes }];

describe('packFromWorker and unpackFromWorker', () => {
  it('carries every kind of outcome, each with its own sections', () => {
    const error = errorToData(new NotFoundException({ sku: 7 }));
    const bytes = Buffer.of(1, 2, 3);
    const json = 'application/json';
    const back = roundTrip({
      type: 'result',
      batch: 3,
      outcomes: [
        { kind: 'value', lease: 1, value: encodeValue([new Float32Array([1]), Buffer.from('b')]) },
        { kind: 'bytes', lease: 2, bytes, contentType: json },
        { kind: 'error', lease: 3, error },
        {
          kind: 'bytes',
          lease: 4,
          bytes: Buffer.alloc(0),
          contentType: 'a/b',
          status: 201,
          headers: { 'x-a': 'b' },
        },
        { kind: 'value', lease: 5, value: encodeValue({ plain: true }) },
      ],
    });
    expect(back).toMatchObject({ type: 'result', batch: 3 });
    if (back.type !== 'result') throw new Error('no result');
    expect(back.outcomes.map((one) => (one.kind === 'value' ? decodeValue(one.value) : one))).toStrictEqual([
      [new Float32Array([1]), Buffer.from('b')],
      { kind: 'bytes', lease: 2, bytes, contentType: json },
      { kind: 'error', lease: 3, error },
      {
        kind: 'bytes',
        lease: 4,
        bytes: Buffer.alloc(0),
        contentType: 'a/b',
        status: 201,
        headers: { 'x-a': 'b' },
      },
      { plain: true },
    ]);
  });

  it('carries the failure of a batch', () => {
    const error = { name: 'RangeError', message: 'x', stack: 's', code: 'E' };
    expect(roundTrip({ type: 'failed', batch: 9, error })).toStrictEqual({ type: 'failed', batch: 9, error });
  });

  it('carries the events of streams, each with its own sections', () => {
    const error = { name: 'E', message: 'm' };
    const chunks = new EncodedChunks(undefined);
    for (const chunk of ['a', Buffer.from('b'), { c: 1n }]) chunks.add(chunk);
    const back = roundTrip({
      type: 'stream',
      batch: 3,
      events: [
        { kind: 'values', lease: 1, size: chunks.size, values: chunks.encoded() },
        { kind: 'bytes', lease: 2, bytes: Buffer.of(1, 2) },
        { kind: 'end', lease: 1 },
        { kind: 'error', lease: 2, error },
      ],
    });
    if (back.type !== 'stream') throw new Error('no stream');
    const events = back.events.map((one) =>
      one.kind === 'values' ? { ...one, values: decodeList(one.values, undefined) } : one,
    );
    expect({ ...back, events }).toStrictEqual({
      type: 'stream',
      batch: 3,
      events: [
        { kind: 'values', lease: 1, size: chunks.size, values: ['a', Buffer.from('b'), { c: 1n }] },
        { kind: 'bytes', lease: 2, bytes: Buffer.of(1, 2) },
        { kind: 'end', lease: 1 },
        { kind: 'error', lease: 2, error },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['text', 'o'],
    ['a run', ['r', 0, 0, []]],
    ['a batch that is no number', ['o', '0', []]],
    ['outcomes that are none', ['o', 0, 7]],
    ['an outcome that is none', ['o', 0, [7]]],
    ['an unknown outcome', withOutcome('x', 1)],
    ['a lease that is none', withOutcome('v', 'a', 0, { p: 1 })],
    ['a value with sections that are missing', withOutcome('v', 1, 1, { p: 1 })],
    ['bytes without a section', withOutcome('b', 1, 'a/b', 0, 0)],
    ['bytes without a type', withOutcome('b', 1, 7, 0, 0)],
    ['events that are none', ['s', 0, 7]],
    ['an event that is none', ['s', 0, [7]]],
    ['an unknown event', withEvent('x', 1)],
    ['an event of a lease that is none', withEvent('z', '1')],
    ['chunks without a section', withEvent('b', 1)],
    ['values without a size', withEvent('v', 1, null, 0, { p: [] })],
    ['values of a negative size', withEvent('v', 1, -1, 0, { p: [] })],
    ['values without a number of sections', withEvent('v', 1, 1, '0', { p: [] })],
    ['values with sections that are missing', withEvent('v', 1, 1, 1, { p: [] })],
    ['an end of a stream by an error that is none', withEvent('e', 1, 'boom')],
    ['an error that is none', withOutcome('e', 1, 'boom')],
    ['an error without a message', failed({ message: undefined })],
    ['a name that is no text', failed({ name: {} })],
    ['a stack that is no text', failed({ stack: 5 })],
    ['a code that is no text', failed({ code: 5 })],
    ['an HTTP error that is none', failed({ http: 404 })],
    ['an HTTP error with an impossible status', failed({ http: { status: 99, body: {} } })],
    ['an HTTP error with headers that are none', failed({ http: { status: 404, headers: { a: 1 } } })],
    ['an HTTP error with a class that is no text', failed({ http: { status: 404, base: 1 } })],
  ])('refuses %s', (_, header) => {
    expect(() => unpackFromWorker(packed(header))).toThrow(expect.objectContaining({ code: 'bad_message' }));
  });

  it.each<[string, unknown]>([
    ['an impossible status', withOutcome('b', 1, 'a/b', 1000, 0)],
    ['a status that is no number', withOutcome('b', 1, 'a/b', '200', 0)],
    ['headers that are none', withOutcome('b', 1, 'a/b', 0, [])],
    ['a section left over', withOutcome('v', 1, 0, { p: 1 })],
    ['a section that no event has', withEvent('z', 1)],
  ])('refuses bytes with %s', (_, header) => {
    expect(() => unpackFromWorker(packed(header, new Uint8Array(1)))).toThrow(
      expect.objectContaining({ code: 'bad_message' }),
    );
  });
});
