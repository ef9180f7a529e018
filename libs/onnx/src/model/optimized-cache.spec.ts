import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CausalModel } from '../causal/causal-model.js';
import { cpuDevice } from './cpu-device.spec.helper.js';
import { loadOnnxRuntime } from './load-onnxruntime.js';
import { FLOAT, unary } from './model-file.spec.helper.js';
import { OnnxModel } from './onnx-model.js';
import type { OnnxModelOptions } from './onnx-model.options.js';

const TINYLM = fileURLToPath(new URL('../../../../apps/quickstart/tinylm/model_fp16w.onnx', import.meta.url));

describe('the cache of optimised models', () => {
  let cacheDir: string;
  const warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'optimized-cache-'));
    warnings.mockClear();
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  const model = unary('Neg', FLOAT, 'batch');
  const files = () => readdir(cacheDir);
  /** What onnxruntime was asked to optimise, and that the model still works. */
  const load = async (bytes = model, options: OnnxModelOptions = {}) => {
    const { InferenceSession } = await loadOnnxRuntime();
    const create = jest.spyOn(InferenceSession, 'create');
    await using loaded = await OnnxModel.load(bytes, cpuDevice, { cacheDir, ...options });
    const levels = create.mock.calls.map(
      ([, given]) => (given as { graphOptimizationLevel?: string }).graphOptimizationLevel,
    );
    create.mockRestore();
    expect(await loaded.run([2])).toEqual([new Float32Array([-2])]);
    return levels;
  };

  it('optimises once, and then loads what it has kept', async () => {
    expect(await load()).toEqual([undefined]);
    const kept = await files();
    expect(kept).toEqual([expect.stringMatching(/^[\da-f]{32}-[\da-f]{64}\.onnx$/)]);

    expect(await load()).toEqual(['disabled']);
    expect(await files()).toEqual(kept);
    expect(warnings).not.toHaveBeenCalled();
  });

  it('is of one model and one set of options', async () => {
    await load();

    expect(await load(unary('Neg', FLOAT, 'rows'))).toEqual([undefined]);
    expect(await load(model, { sessionOptions: { graphOptimizationLevel: 'basic' } })).toEqual(['basic']);
    expect(await files()).toHaveLength(3);
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    [
      'changed in one bit',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 30 ? byte ^ 1 : byte))),
    ],
  ])('makes again what is %s', async (_, damage) => {
    await load();
    const [name] = await files();
    const path = join(cacheDir, name!);
    const whole = await readFile(path);
    await writeFile(path, damage(whole));

    expect(await load()).toEqual([undefined]);

    expect(warnings.mock.calls).toEqual([[expect.stringContaining('it is not what was written')]]);
    expect(await load()).toEqual(['disabled']);
  });

  it('does without when it cannot write', async () => {
    await writeFile(join(cacheDir, 'file'), '');

    expect(await load(model, { cacheDir: join(cacheDir, 'file', 'below') })).toEqual([undefined]);

    expect(warnings.mock.calls).toEqual([[expect.stringContaining('The optimised model cannot be kept in')]]);
    expect(await files()).toEqual(['file']);
  });

  it('leaves nothing behind for what is no model, and says that it is none', async () => {
    await expect(OnnxModel.load(new Uint8Array(4), cpuDevice, { cacheDir })).rejects.toThrow(
      'a model of 4 bytes could not be loaded on cpu',
    );
    expect(await files()).toEqual([]);
  });

  it('changes no answer of a real model', async () => {
    const prompts = [
      [1, 20, 2],
      [1, 5, 6, 7, 8, 2],
    ];
    const answers = [];
    for (const options of [{}, { cacheDir }, { cacheDir }]) {
      await using lm = await CausalModel.load(TINYLM, cpuDevice, options);
      answers.push(await lm.complete(prompts, { maxNewTokens: 20 }));
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(warnings).not.toHaveBeenCalled();
  });
});
