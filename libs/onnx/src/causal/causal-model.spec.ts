import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DONE } from '#endpoint';
import { cpuDevice as device } from '../model/cpu-device.spec.helper.js';
import { OnnxModel } from '../model/onnx-model.js';
import { CausalModel } from './causal-model.js';
import { decodeStory, encodeStory, type StoriesTokenizerFile } from './stories-tokenizer.spec.helper.js';

const pathOf = (relative: string): string =>
  fileURLToPath(new URL(`../../../../${relative}`, import.meta.url));
const readJson = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));

const TINYLM = pathOf('apps/quickstart/tinylm');
const STORIES = pathOf('../shared/models/stories260k');
const MNIST = pathOf('../shared/models/mnist/model.onnx');

const whenThere = (path: string) => (existsSync(path) ? describe : describe.skip);
const note = (path: string) => (existsSync(path) ? '' : ` (skipped: there is no ${path})`);

describe('CausalModel with tinylm', () => {
  const vocabulary = readJson(TINYLM, 'vocab.json') as string[];
  const ids = new Map(vocabulary.map((character, id) => [character, id]));
  const [BOS, SEP, EOS] = [1, 2, 3];
  const encode = (text: string): number[] => [BOS, ...Array.from(text, (one) => ids.get(one)!), SEP];
  const decode = (tokens: readonly number[]): string => tokens.map((id) => vocabulary[id]).join('');
  let lm: CausalModel;

  beforeAll(async () => {
    lm = await CausalModel.load(`${TINYLM}/model_fp16w.onnx`, device, {
      eosTokenId: EOS,
      maxPositions: 224,
    });
  });
  afterAll(() => lm.dispose());

  it('answers in very unequal company as it does alone', async () => {
    const prompts = ['say: 402', 'iso: 2024-03-03', 'say: 987654321', 'num: two', 'say: 7'].map(encode);

    const together = await lm.complete(prompts);

    const alone = [];
    for (const prompt of prompts) alone.push(...(await lm.complete([prompt])));
    expect(together).toEqual(alone);
    expect(decode(together[0]!)).toBe('four hundred and two');
  });

  it('says DONE in the place of what has ended', async () => {
    const steps = [];
    for await (const step of lm.generate(['num: two', 'num: twenty'].map(encode))) steps.push(step);

    expect(steps.map((step) => step.map((token) => (token === DONE ? DONE : decode([token]))))).toEqual([
      ['2', '2'],
      [DONE, '0'],
    ]);
  });

  it('stops each at its own limit, without a run for those that are at it', async () => {
    const prompts = ['say: 402', 'say: 402', 'say: 402'].map(encode);

    const answers = await lm.complete(prompts, { maxNewTokens: [4, 0, 2] });

    expect(answers.map(decode)).toEqual(['four', '', 'fo']);
    await expect(lm.complete(prompts, { maxNewTokens: 1 })).resolves.toEqual(
      [1, 1, 1].map(() => [ids.get('f')]),
    );
    await expect(lm.complete(prompts, { maxNewTokens: 0 })).resolves.toEqual([[], [], []]);
  });

  it('leaves out those who have gone', async () => {
    const gone = new AbortController();
    const signals = [gone.signal, new AbortController().signal];
    const steps = [];
    for await (const step of lm.generate(['say: 9', 'say: 5'].map(encode), { signals })) {
      steps.push(step);
      gone.abort();
    }

    expect(steps[0]![0]).not.toBe(DONE);
    expect(steps.slice(1).map(([first]) => first)).toEqual([DONE, DONE, DONE]);
    expect(decode(steps.map(([, second]) => second as number))).toBe('five');
  });

  it('lets the caller choose the tokens', async () => {
    const seen: number[] = [];
    const choose = (scores: Float32Array, prompt: number): number => {
      seen.push(prompt);
      return scores.length - 1;
    };

    const answers = await lm.complete([encode('say: 4'), encode('say: 5')], { choose, maxNewTokens: 3 });

    expect(answers).toEqual([0, 1].map(() => Array.from({ length: 3 }, () => vocabulary.length - 1)));
    expect(seen).toEqual([0, 1, 0, 1, 0, 1]);
  });

  it('ends where the model has no more positions', async () => {
    const longest = encode('say: '.padEnd(221, '9'));
    const other = encode('say: 987654321');

    const [cut, whole] = await lm.complete([longest, other]);

    expect(longest).toHaveLength(223);
    expect(cut!.length).toBeLessThanOrEqual(1);
    expect([whole]).toEqual(await lm.complete([other]));
  });

  it('steps through rows by hand, keeping some', async () => {
    let batch = await lm.prefill(['say: 987654321', 'say: 4'].map(encode));
    expect([batch.positions(0), batch.positions(1), batch.columns]).toEqual([16, 8, 16]);

    batch = await lm.step(batch.keep([1]), [ids.get('f')!]);

    // The padding went with the row that needed it.
    expect([batch.positions(0), batch.columns, batch.padding]).toEqual([9, 9, [0]]);
    expect(Object.values(batch.cache)[0]!.dims).toEqual([1, 4, 9, 32]);
    expect(batch.scores[0]).toHaveLength(vocabulary.length);
    expect(() => lm.step(batch, [1, 2])).toThrow('2 tokens for 1 rows');
  });

  it.each([
    [[], 'prompt 1 has 0 tokens; it needs 1, and at most 224 fit'],
    [Array.from({ length: 225 }, () => 5), 'prompt 1 has 225 tokens'],
    [[1, 48], 'prompt 1 contains 48; tokens are whole numbers from 0 and below 48'],
    [[1, -1], 'contains -1'],
    [[1, 2.5], 'contains 2.5'],
  ])('refuses the prompt %j', async (prompt, message) => {
    await expect(lm.prefill([[1], prompt])).rejects.toThrow(message);
  });

  it('is disposed of at the end of its block', async () => {
    const other = await CausalModel.load(`${TINYLM}/model_fp16w.onnx`, device);

    await other[Symbol.asyncDispose]();

    await expect(other.prefill([[1]])).rejects.toThrow('has been disposed of');
  });

  it('has nothing to continue without a prompt', async () => {
    await expect(lm.complete([])).resolves.toEqual([]);
  });
});

whenThere(STORIES)(`CausalModel with stories260k${note(STORIES)}`, () => {
  interface Story {
    readonly prompt: string;
    readonly steps: number;
    readonly text: string;
  }
  let lm: CausalModel;
  let tokenizer: StoriesTokenizerFile;
  let stories: Story[];

  beforeAll(async () => {
    tokenizer = readJson(STORIES, 'tokenizer.json') as StoriesTokenizerFile;
    stories = readJson(STORIES, 'give/expected.json') as Story[];
    lm = await CausalModel.load(`${STORIES}/model.onnx`, device, {
      eosTokenId: tokenizer.bos,
      maxPositions: 512,
    });
  });
  afterAll(() => lm.dispose());

  const tell = async (some: readonly Story[]): Promise<string[]> => {
    const prompts = some.map(({ prompt }) => encodeStory(tokenizer, prompt));
    const maxNewTokens = some.map(({ steps }, index) => steps - prompts[index]!.length + 1);
    const answers = await lm.complete(prompts, { maxNewTokens });
    return answers.map((tokens, index) => decodeStory(tokenizer, [...prompts[index]!.slice(1), ...tokens]));
  };
  const texts = () => stories.map(({ text }) => text);

  it('tells every story of the reference program, one at a time', async () => {
    const told: string[] = [];
    for (const story of stories) told.push(...(await tell([story])));

    expect(told).toHaveLength(13);
    expect(told).toEqual(texts());
  });

  it('tells them all together, of unequal prompts and lengths', async () => {
    await expect(tell(stories)).resolves.toEqual(texts());
  });
});

whenThere(MNIST)(`CausalModel with another model${note(MNIST)}`, () => {
  it('says what is missing', async () => {
    const digits = await OnnxModel.load(MNIST, device);

    expect(() => new CausalModel(digits)).toThrow(
      'the model has no cache: no input begins with "past" (Input3)',
    );
    await expect(CausalModel.load(MNIST, device)).rejects.toThrow('export it with past key values');
    await digits.dispose();
  });
});
