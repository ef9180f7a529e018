import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device } from 'nestjs-litserve';
import { readFile } from 'node:fs/promises';
import { TinyLm } from './tiny-lm.js';

const device = {
  type: 'cpu',
  sessionOptions: () => ({ executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1 }),
} as Partial<Device> as Device;

describe('TinyLm', () => {
  const lm = new TinyLm();

  beforeAll(() => lm.load(device));
  afterAll(() => lm.dispose());

  const ask = (...texts: string[]) => lm.answer(texts.map((text) => lm.encode(text)));

  it('gives the stored answer to all 522 prompts, in batches of 16', async () => {
    const file = await readFile(new URL('../../tinylm/expected.json', import.meta.url), 'utf8');
    const expected = JSON.parse(file) as { prompt: string; model: string }[];

    const answers: string[] = [];
    for (let first = 0; first < expected.length; first += 16) {
      answers.push(...(await ask(...expected.slice(first, first + 16).map(({ prompt }) => prompt))));
    }

    expect(answers).toHaveLength(522);
    expect(answers).toEqual(expected.map(({ model }) => model));
  }, 120_000);

  it('answers the same in very unequal company', async () => {
    const prompts = [
      'say: 402',
      'time: half past nine in the evening',
      'say: 987654321',
      'num: two',
      'say: 7',
    ];

    const together = await ask(...prompts);

    const alone: string[] = [];
    for (const prompt of prompts) alone.push(...(await ask(prompt)));
    expect(together).toEqual(alone);
    expect(together[0]).toBe('four hundred and two');
    expect(together[1]).toBe('21:30');
  });

  it('has no answer to no prompt', async () => {
    await expect(ask()).resolves.toEqual([]);
  });

  it('loads once for all endpoints of a pool', async () => {
    const loadsNothing = {
      type: 'cpu',
      sessionOptions: () => {
        throw new Error('loaded again');
      },
    } as Partial<Device> as Device;

    await expect(lm.load(loadsNothing)).resolves.toBeUndefined();
  });

  it('must be loaded before it is asked', () => {
    expect(() => new TinyLm().encode('say: 4')).toThrow('call load(device) first');
  });
});
