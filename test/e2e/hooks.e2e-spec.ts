import { BadRequestException, ConflictException, HttpException, NotFoundException } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint, Tensor, type Device } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

const sizes: number[] = [];

@LitEndpoint('/batched', { maxBatchSize: 8, batchTimeoutMs: 200 })
class BatchedApi {
  private device!: Device;

  setup(device: Device): void {
    this.device = device;
  }

  async decodeRequest(body: { n: number }, context: LitContext): Promise<number> {
    context.state['asked'] = body.n;
    if (body.n < 0) throw new BadRequestException({ reason: 'negative', n: body.n });
    return Promise.resolve(body.n);
  }

  async predict(inputs: number[]): Promise<(number | Error)[]> {
    sizes.push(inputs.length);
    return Promise.resolve(inputs.map((n) => (n === 13 ? new ConflictException('unlucky') : n * n)));
  }

  encodeResponse(output: number, context: LitContext): unknown {
    if (output === 49) throw new NotFoundException('no seven');
    return { asked: context.state['asked'], output, device: this.device.type };
  }
}

class TooHot extends HttpException {
  readonly headers = { 'x-heat': 'high' };
  constructor() {
    super({ temperature: 451 }, 451);
  }
}

@LitEndpoint('/single')
class SingleApi {
  predict(input: string): unknown {
    if (input === 'hot') throw new TooHot();
    if (input === 'text') throw 'a string';
    if (input === 'bytes') return Buffer.from([1, 2, 3]);
    if (input === 'floats')
      return { scores: new Float32Array([0.5, 1]), big: 12n, bad: NaN, at: new Date(0) };
    if (input === 'tensor') return new Tensor('float32', new Float32Array([1, 2, 3, 4]), [2, 2]);
    if (input === 'nothing') return undefined;
    return input;
  }
}

@LitEndpoint('/tensors', { maxBatchSize: 4, batchTimeoutMs: 100 })
class TensorsApi {
  decodeRequest(row: number[]): Tensor {
    return new Tensor('float32', Float32Array.from(row), [row.length]);
  }

  /** Equal shapes arrive stacked along a new first axis; the answer is split along it. */
  predict(batch: Tensor): Tensor {
    const doubled = Float32Array.from(batch.data as Float32Array, (x) => x * 2);
    return new Tensor('float32', doubled, batch.dims);
  }
}

@LitEndpoint('/short', { maxBatchSize: 4, batchTimeoutMs: 100, onBatchError: 'fail' })
class ShortApi {
  predict(inputs: unknown[]): unknown[] {
    return inputs.slice(1);
  }
}

@LitEndpoint('/together-or-not', { maxBatchSize: 4, batchTimeoutMs: 200, onBatchError: 'fail' })
class TogetherApi {
  decodeRequest(n: number): number {
    if (n < 0) throw new BadRequestException('negative');
    return n;
  }

  predict(): number[] {
    throw new ConflictException('all or none');
  }
}

@LitEndpoint('/bisect', { maxBatchSize: 8, batchTimeoutMs: 200 })
class BisectApi {
  predict(inputs: number[]): number[] {
    if (inputs.includes(3)) throw new Error('three breaks the batch');
    return inputs;
  }
}

describe.each(ADAPTERS)('unary hooks on %s', (adapter) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await bootApp(adapter, {
      providers: [BatchedApi, SingleApi, TensorsApi, ShortApi, BisectApi, TogetherApi],
    });
  });
  afterAll(() => running.close());

  it('batches callers, and gives each its own answer or error', async () => {
    sizes.length = 0;
    const numbers = [1, -2, 13, 7, 5, 6, 2, 3];
    const answers = await Promise.all(numbers.map((n) => running.post('/batched', { n })));
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 409, 404, 200, 200, 200, 200]);
    expect(answers[1]?.json).toEqual({ reason: 'negative', n: -2 });
    expect(answers[2]?.json).toEqual({ statusCode: 409, message: 'unlucky', error: 'Conflict' });
    expect(answers[4]?.json).toEqual({ asked: 5, output: 25, device: 'cpu' });
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });

  it('keeps status, body and headers of an HttpException of the app’s own', async () => {
    const answer = await running.post('/single', 'hot');
    expect(answer).toMatchObject({ status: 451, json: { temperature: 451 } });
    expect(answer.headers.get('x-heat')).toBe('high');
  });

  it.each([
    [
      'floats',
      'application/json; charset=utf-8',
      '{"scores":[0.5,1],"big":12,"bad":null,"at":"1970-01-01T00:00:00.000Z"}',
    ],
    ['tensor', 'application/json; charset=utf-8', '[[1,2],[3,4]]'],
    ['nothing', 'application/json; charset=utf-8', 'null'],
    ['a "text"', 'application/json; charset=utf-8', '"a \\"text\\""'],
    ['bytes', 'application/octet-stream', '\x01\x02\x03'],
  ])('answers %s as %s', async (input, type, text) => {
    const answer = await running.post('/single', input);
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([200, type, text]);
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  });

  it('answers 500 to anything else that is thrown', async () => {
    expect(await running.post('/single', 'text')).toMatchObject({
      status: 500,
      json: { code: 'internal_error' },
    });
  });

  it('stacks equal tensors and splits the answer', async () => {
    const answers = await Promise.all(
      [
        [1, 2],
        [3, 4],
      ].map((row) => running.post('/tensors', row)),
    );
    expect(answers.map(({ json }) => json)).toEqual([
      [2, 4],
      [6, 8],
    ]);
  });

  it('never answers silently wrong when predict returns a wrong number of results', async () => {
    const answers = await Promise.all([1, 2].map((n) => running.post('/short', n)));
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(answers[0]?.json).toMatchObject({ code: 'wrong_batch_result', message: 'Internal server error' });
  });

  it('lets an item that failed by itself keep its own error when the others fail together', async () => {
    const answers = await Promise.all([1, -1, 2].map((n) => running.post('/together-or-not', n)));
    expect(answers.map(({ status }) => status)).toEqual([409, 400, 409]);
  });

  it('finds the one item that breaks its batch; its companions are answered', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => running.post('/bisect', n)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 500, 200]);
  });
});
