import { describe, expect, it } from '@jest/globals';
import { namesOf, QueueBench, type TestBatch } from './queue-bench.spec.helper.js';

/** Runs batches until nothing waits; `verdict` says how each ends. Returns what ran, in order. */
async function runAll(
  bench: QueueBench,
  room: number,
  verdict: (batch: TestBatch) => void,
): Promise<string[]> {
  const runs: string[] = [];
  while (bench.queue.head() !== undefined) {
    const batch = await bench.take(room);
    runs.push(namesOf(batch));
    batch.started();
    verdict(batch);
    for (const lease of batch.leases) if (bench.outcomes[lease.payload] === undefined) lease.done('ok');
  }
  return runs;
}

const hasBad = (batch: TestBatch) => batch.leases.some(({ payload }) => payload === 'bad');

describe('crashes', () => {
  it('gives items that never started back, without an attempt', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    (await bench.take(2)).crashed('self', false);
    const again = await bench.take(4);
    expect(namesOf(again)).toBe('a,b');
    expect(again.leases.map(({ ticket }) => ticket.attempt)).toEqual([0, 0]);
  });

  it('finds the guilty one by halving; the others are answered', async () => {
    const bench = new QueueBench();
    bench.submit('a b bad d');
    const runs = await runAll(bench, 4, (batch) => hasBad(batch) && batch.crashed('self', false));
    expect(runs).toEqual(['a,b,bad,d', 'a,b', 'bad,d', 'bad', 'd', 'bad']);
    expect(bench.outcomes).toEqual({ a: ['ok'], b: ['ok'], bad: ['worker_crashed'], d: ['ok'] });
  });

  it('finds each of many guilty ones, as long as they are few among the others', async () => {
    const bench = new QueueBench({ maxQueueSize: 1000 });
    for (let found = 0; found < 50; found++) {
      const innocent = Array.from({ length: 499 }, (_, i) => `${found}-${i}`);
      bench.submit([...innocent.slice(0, 300), `bad${found}`, ...innocent.slice(300)].join(' '));
      const kills = (batch: TestBatch) => batch.leases.some(({ payload }) => payload.startsWith('bad'));
      await runAll(bench, 16, (batch) => kills(batch) && batch.crashed('self', false));
    }
    const refused = Object.entries(bench.outcomes).filter(([, outcomes]) => outcomes.join() !== 'ok');
    expect(refused).toEqual(Array.from({ length: 50 }, (_, i) => [`bad${i}`, ['worker_crashed']]));
  });

  it('counts attempts of started items and keeps their rank', async () => {
    const bench = new QueueBench();
    bench.submit('a');
    const { rank } = bench.ticket('a');
    const batch = await bench.take(1);
    batch.started();
    bench.clock.advance(50);
    batch.crashed('killed', false);
    const again = await bench.take(1);
    expect(again.leases[0]?.ticket).toMatchObject({ attempt: 1, rank });
    expect(bench.queue.stats()).toMatchObject({ retried: 1, waiting: 0, leased: 1 });
  });

  it.each([
    ['self', 2],
    ['killed', 3],
  ] as const)('refuses an item that ran alone in crashes by %s after %i', async (kind, crashes) => {
    const bench = new QueueBench();
    bench.submit('bad');
    const runs = await runAll(bench, 1, (batch) => batch.crashed(kind, false));
    expect(runs).toHaveLength(crashes);
    expect(bench.outcomes).toEqual({ bad: ['worker_crashed'] });
  });

  it('runs retries before everything else, and merges nothing into them', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const batch = await bench.take(8);
    batch.started();
    bench.submit('c d');
    batch.crashed('self', false);
    expect(bench.queue.head()).toBe(bench.ticket('a'));
    expect(namesOf(await bench.take(8))).toBe('a');
    expect(namesOf(await bench.take(8))).toBe('b');
    expect(namesOf(await bench.take(8))).toBe('c,d');
  });

  it('keeps a retry apart when it is given back', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const batch = await bench.take(8);
    batch.started();
    batch.crashed('self', false);
    (await bench.take(8)).giveBack();
    bench.submit('c');
    expect(namesOf(await bench.take(8))).toBe('b');
    expect(namesOf(await bench.take(8))).toBe('a');
    expect(namesOf(await bench.take(8))).toBe('c');
  });

  it('gives a retry to a slot that waits already, and its strategy forgets the slot', async () => {
    const bench = new QueueBench();
    bench.submit('a');
    const batch = await bench.take(1);
    batch.started();
    const [first, second] = [bench.ask(8), bench.ask(8)];
    batch.crashed('self', false);
    bench.submit('b');
    await bench.turn();
    bench.submit('c');
    await bench.turn();
    bench.submit('d');
    await bench.turn();
    expect([first.names(), second.names()]).toEqual(['a', 'b']);
    // A strategy that still had the first slot in mind would have cut c for it, without d.
    expect(namesOf(await bench.take(8))).toBe('c,d');
  });

  it('gives a prefetch no retry, which is to run by itself', async () => {
    const bench = new QueueBench();
    bench.submit('a b c');
    const batch = await bench.take(3);
    batch.started();
    const prefetch = bench.ask(2, { fullOnly: true });
    batch.crashed('self', false);
    await bench.turn();
    expect(prefetch.names()).toBe('-');
    expect(namesOf(await bench.take(2))).toBe('a,b');
    expect(bench.queue.head()).toBe(bench.ticket('c'));
  });

  it('drops whose caller has gone', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const batch = await bench.take(2);
    batch.started();
    bench.cancel('a');
    batch.crashed('self', false);
    expect(namesOf(await bench.take(2))).toBe('b');
    expect(bench.queue.head()).toBeUndefined();
  });

  it('wants a worker to itself for what a worker has died with', async () => {
    const bench = new QueueBench();
    bench.submit('a b');
    const [first, second] = [await bench.take(1), await bench.take(1)];
    for (const batch of [first, second]) {
      expect(batch.isSuspect).toBe(false);
      batch.started();
      batch.crashed('self', true);
    }
    for (const name of ['a', 'b']) {
      const again = await bench.take(2);
      expect([namesOf(again), again.isSuspect]).toEqual([name, true]);
      again.started();
      again.crashed('self', false);
    }
    expect(bench.outcomes).toEqual({});
  });

  it("fails at once with onCrash 'fail', but not what never started", async () => {
    const bench = new QueueBench({ onCrash: 'fail' });
    bench.submit('a b c');
    const [first, second] = [await bench.take(2), await bench.take(1)];
    first.started();
    first.crashed('killed', false);
    second.crashed('killed', false);
    expect(bench.outcomes).toEqual({ a: ['worker_crashed'], b: ['worker_crashed'] });
    expect(namesOf(await bench.take(1))).toBe('c');
  });
});

describe('batches that fail as a whole', () => {
  it('are run again in halves, so that only the guilty item fails', async () => {
    const bench = new QueueBench();
    bench.submit('a b bad d');
    const runs = await runAll(bench, 4, (batch) => hasBad(batch) && batch.failed(new Error('oh no')));
    expect(runs).toEqual(['a,b,bad,d', 'a,b', 'bad,d', 'bad', 'd']);
    expect(bench.outcomes).toEqual({ a: ['ok'], b: ['ok'], bad: ['oh no'], d: ['ok'] });
  });

  it("fail every item with onBatchError 'fail'", async () => {
    const bench = new QueueBench({ onBatchError: 'fail' });
    bench.submit('a b');
    await runAll(bench, 2, (batch) => batch.failed(new Error('oh no')));
    expect(bench.outcomes).toEqual({ a: ['oh no'], b: ['oh no'] });
  });

  it('leave alone whose results are out', async () => {
    const bench = new QueueBench();
    bench.submit('a b c');
    const batch = await bench.take(3);
    batch.started();
    batch.leases[0]?.done('A');
    batch.failed(new Error('oh no'));
    expect(namesOf(await bench.take(3))).toBe('b');
    expect(namesOf(await bench.take(3))).toBe('c');
    expect(bench.outcomes).toEqual({ a: ['A'] });
  });

  it('are not isolated any more when most of them fail', async () => {
    const bench = new QueueBench();
    let isolated = 0;
    for (let i = 0; i < 100; i++) {
      bench.submit(`a${i} b${i}`);
      const runs = await runAll(bench, 2, (batch) => batch.failed(new Error('oh no')));
      if (runs.length > 1) isolated++;
    }
    // 64 runs to begin with, 9.9 earned by the other ordinary ones, one spent on each batch.
    expect(isolated).toBe(73);
    expect(Object.values(bench.outcomes).every(({ length }) => length === 1)).toBe(true);
  });
});
