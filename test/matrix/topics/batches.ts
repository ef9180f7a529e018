import { expect } from '@jest/globals';
import { topic } from '../support/topic.js';

export const batches = topic('Batches', ({ row }) => {
  row('batches form, and each caller gets its own answer', async (app) => {
    const numbers = Array.from({ length: 24 }, (_, n) => n + 20);
    const answers = (
      await app.postAll(
        '/batches',
        numbers.map((n) => ({ n })),
      )
    ).map(({ json }) => json as { square: number; size: number; asked: number });
    expect(answers.map(({ square }) => square)).toEqual(numbers.map((n) => n * n));
    expect(answers.map(({ asked }) => asked)).toEqual(numbers);
    const sizes = answers.map(({ size }) => size);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8);
  });

  row('an Error in the place of a result fails that caller alone', async (app) => {
    const answers = await app.postAll('/batches', [{ n: 13 }, { n: 2 }, { n: 3 }]);
    expect(answers.map(({ status }) => status)).toEqual([409, 200, 200]);
    expect(answers[0]?.json).toEqual({ statusCode: 409, message: 'unlucky', error: 'Conflict' });
    expect(answers[1]?.json).toMatchObject({ size: 3 });
  });

  row('decodeRequest and encodeResponse that throw fail their caller alone', async (app) => {
    const answers = await app.postAll('/batches', [{ n: -1 }, { n: 7 }, { n: 2 }]);
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 200]);
    expect(answers[0]?.json).toEqual({ reason: 'negative', n: -1 });
  });

  row('a wrong number of results is a 500 for all, never an answer of another', async (app) => {
    const answers = await app.postAll('/batches/short', [1, 2]);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 500, json: { code: 'wrong_batch_result' } });
    expect(app.started.output()).toMatch(/ShortApi/);
  });

  row('a batch that throws is run again in parts, until only guilty items fail', async (app) => {
    const answers = await app.postAll('/batches/isolate', [1, 2, 3, 4]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 200]);
    const attempts = [0, 1, 3].map((i) => (answers[i]?.json as { attempt: number } | undefined)?.attempt);
    for (const attempt of attempts) expect(attempt).toBeGreaterThan(0);
  });

  row("onBatchError: 'fail' gives the error to all", async (app) => {
    const answers = await app.postAll('/batches/fail', [1, 2]);
    expect(answers.map(({ status }) => status)).toEqual([409, 409]);
  });

  row('an item that failed by itself keeps its own error when the others fail together', async (app) => {
    const answers = await app.postAll('/batches/fail', [1, -1, 2]);
    expect(answers.map(({ status }) => status)).toEqual([409, 400, 409]);
  });

  row('equal tensors are stacked, and the answer is split', async (app) => {
    const answers = await app.postAll('/batches/tensors', [
      [1, 2],
      [3, 4],
    ]);
    const numbers = answers.flatMap(({ json }) => json as number[]);
    for (const [i, expected] of [1.2, 2.2, 3.2, 4.2].entries()) expect(numbers[i]).toBeCloseTo(expected);
  });

  row('batch and unbatch of the class are used', async (app) => {
    const answers = await app.postAll('/batches/own', ['a', 'b', 'c']);
    expect(answers.map(({ json }) => json)).toEqual(['A', 'B', 'C']);
  });

  row('several endpoints on one class share one instance and one setup', async (app) => {
    const one = await app.post('/shared/one', 1);
    const many = await app.post('/shared/many', 1);
    expect(one.json).toEqual({ setups: 1, calls: 1, isBatch: false });
    expect(many.json).toEqual({ setups: 1, calls: 2, isBatch: true });
  });
});
