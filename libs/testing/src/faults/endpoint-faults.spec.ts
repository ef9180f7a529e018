import { afterEach, describe, expect, it } from '@jest/globals';
import { ConflictException } from '@nestjs/common';
import { LitEndpoint, type LitContext, type LitServeOptions } from '#core';
import type { CompiledTestingModule } from '../module/compiled-testing-module.js';
import { LitServeTestingModule } from '../module/lit-serve-testing.module.js';

@LitEndpoint('/double', { maxBatchSize: 4, timeoutMs: 1_000 })
class DoubleApi {
  setups = 0;
  attempts: number[] = [];
  setup(): void {
    this.setups += 1;
  }
  decodeRequest(body: number, { attempt }: LitContext): number {
    this.attempts.push(attempt);
    return body;
  }
  predict(batch: number[]): number[] {
    return batch.map((input) => input * 2);
  }
  encodeResponse(output: number): number {
    return output;
  }
}

@LitEndpoint('/count', { stream: true, streamIdleMs: 500, timeoutMs: 1_000 })
class CountApi {
  decodeRequest(to: number): number {
    return to;
  }
  *predict(to: number): Generator<number> {
    for (let n = 1; n <= to; n += 1) yield n;
  }
}

let testing: CompiledTestingModule;
afterEach(() => testing.close());

async function create(litServe: LitServeOptions = {}): Promise<CompiledTestingModule> {
  const logger = { log: () => {}, warn: () => {}, error: () => {} };
  const builder = LitServeTestingModule.create({ providers: [DoubleApi, CountApi], litServe });
  testing = await builder.setLogger(logger).compile();
  return testing;
}

const sizes = (batches: readonly { readonly size: number }[]): number[] => batches.map(({ size }) => size);

describe('throwOn', () => {
  it('fails the nth call of predict, for its caller alone', async () => {
    const double = (await create()).endpoint(DoubleApi);
    double.faults.throwOn(2, new ConflictException('taken'));
    expect(await double.predict(1)).toBe(2);
    await expect(double.predict(2)).rejects.toMatchObject({ status: 409, message: 'taken' });
    expect(await double.predict(3)).toBe(6);
  });

  it('has a batch run again in halves, until the guilty item is alone', async () => {
    const double = (await create()).endpoint(DoubleApi);
    double.faults.throwOn((batch) => batch.includes(3));
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((input) => double.predict(input)));
    expect(outcomes).toMatchObject([
      { value: 2 },
      { value: 4 },
      { reason: { message: 'predict of double fails: faults.throwOn()' } },
      { value: 8 },
    ]);
    expect(sizes(double.batches)).toEqual([4, 2, 2, 1, 1]);
    expect(double.batches.map(({ attempt }) => attempt)).toEqual([0, 1, 1, 2, 2]);
  });

  it('fails a stream after so many chunks', async () => {
    const count = (await create()).endpoint(CountApi);
    count.faults.throwOn(1, new ConflictException('later'), { afterChunks: 2 });
    const chunks: number[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of count.stream(5)) chunks.push(chunk);
    };
    await expect(read()).rejects.toMatchObject({ status: 409 });
    expect(chunks).toEqual([1, 2]);
  });
});

describe('crashOn', () => {
  it('has the items run again by the next worker, which is set up', async () => {
    const module = await create();
    const double = module.endpoint(DoubleApi);
    double.faults.crashOn(1);
    expect(await double.predict(1)).toBe(2);
    expect(module.get(DoubleApi)).toMatchObject({ setups: 2, attempts: [0, 1] });
    expect(module.clock.now()).toBe(0);
  });

  it('refuses an item that has killed its worker twice, and answers the others', async () => {
    const double = (await create()).endpoint(DoubleApi);
    double.faults.crashOn((batch) => batch.includes(3));
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((input) => double.predict(input)));
    expect(outcomes).toMatchObject([
      { value: 2 },
      { value: 4 },
      { reason: { code: 'worker_crashed' } },
      { value: 8 },
    ]);
    expect(sizes(double.batches)).toEqual(expect.arrayContaining([4, 2, 2, 1, 1, 1]));
  });

  it('refuses at once with onCrash: fail', async () => {
    const double = (await create({ onCrash: 'fail' })).endpoint(DoubleApi);
    double.faults.crashOn(1);
    await expect(double.predict(1)).rejects.toMatchObject({ code: 'worker_crashed' });
    expect(await double.predict(1)).toBe(2);
  });

  it('ends a stream that has begun', async () => {
    const count = (await create()).endpoint(CountApi);
    count.faults.crashOn(1, { afterChunks: 1 });
    const chunks: number[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of count.stream(5)) chunks.push(chunk);
    };
    await expect(read()).rejects.toMatchObject({ code: 'worker_crashed' });
    expect(chunks).toEqual([1]);
    expect(await count.predict(2)).toEqual([1, 2]);
  });
});

describe('hangOn', () => {
  it('keeps the caller until the deadline, and the worker until it is replaced', async () => {
    const module = await create({ killGraceMs: 200 });
    const double = module.endpoint(DoubleApi);
    double.faults.hangOn(1);
    const answer = double.predict(1).catch((error: unknown) => error);
    let isOver = false;
    void answer.then(() => (isOver = true));
    await module.clock.advance(999);
    expect(isOver).toBe(false);
    await module.clock.advance(1);
    expect(await answer).toMatchObject({ code: 'deadline_exceeded', status: 504 });
    const next = double.predict(2);
    await module.clock.advance(199);
    expect(module.get(DoubleApi).setups).toBe(1);
    await module.clock.advance(1);
    expect(await next).toBe(4);
    expect(module.get(DoubleApi).setups).toBe(2);
  });

  it('ends a stream that has gone silent', async () => {
    const module = await create();
    const count = module.endpoint(CountApi);
    count.faults.hangOn([1], { afterChunks: 1 });
    const answer = count.predict(3).catch((error: unknown) => error);
    await module.clock.advance(500);
    expect(await answer).toMatchObject({ code: 'stream_idle' });
  });

  it('does not hold up the end', async () => {
    const module = await create({ drainTimeoutMs: 60_000 });
    const double = module.endpoint(DoubleApi);
    double.faults.hangOn(1);
    const answer = double.predict(1).catch((error: unknown) => error);
    await module.clock.settle();
    const began = performance.now();
    await module.close();
    expect(await answer).toMatchObject({ code: 'deadline_exceeded' });
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('slowOn', () => {
  it('takes so much longer, so that others gather meanwhile', async () => {
    const module = await create();
    const double = module.endpoint(DoubleApi);
    double.faults.slowOn(1, 100);
    const answers = [double.predict(1)];
    await module.clock.advance(50);
    answers.push(double.predict(2), double.predict(3));
    await module.clock.advance(50);
    expect(await Promise.all(answers)).toEqual([2, 4, 6]);
    expect(double.batches.map(({ size, startedAtMs }) => [size, startedAtMs])).toEqual([
      [1, 0],
      [2, 100],
    ]);
  });
});

describe('a fault', () => {
  it('is forgotten when it is cleared', async () => {
    const double = (await create()).endpoint(DoubleApi);
    double.faults.throwOn(1).clear();
    expect(await double.predict(1)).toBe(2);
  });

  it('is refused when it could not strike', async () => {
    const module = await create();
    const double = module.endpoint(DoubleApi);
    await double.predict(1);
    const { faults } = double;
    expect(() => faults.throwOn(1)).toThrow(
      'faults.throwOn() of double: call 1 of predict is over; the next is 2',
    );
    expect(() => faults.hangOn(0)).toThrow(/counted from 1, got 0/);
    expect(() => faults.slowOn(2, -1)).toThrow(/milliseconds from 0, got -1/);
    expect(() => faults.crashOn(2, { afterChunks: 1 })).toThrow(/afterChunks is for streams/);
  });
});
