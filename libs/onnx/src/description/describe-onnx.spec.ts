import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeOnnx } from './describe-onnx.js';
import { cpuDevice as device } from '../model/cpu-device.spec.helper.js';
import { OnnxModel } from '../model/onnx-model.js';

const pathOf = (relative: string): string =>
  fileURLToPath(new URL(`../../../../${relative}`, import.meta.url));
const TINYLM = pathOf('apps/quickstart/tinylm/model_fp16w.onnx');
const SHARED = pathOf('../shared/models');
const shared = existsSync(SHARED) ? readdirSync(SHARED).map((name) => join(SHARED, name, 'model.onnx')) : [];

describe('the description of a model file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'describe-onnx-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([TINYLM, ...shared.filter((path) => existsSync(path))])(
    'is what its session says: %s',
    async (path) => {
      const model = await OnnxModel.load(path, device);
      const { inputs, outputs } = describeOnnx(path);
      expect(inputs.length).toBeGreaterThan(0);
      expect([inputs, outputs]).toEqual([model.inputs, model.outputs]);
      await model.dispose();
    },
  );

  it('needs a file', () => {
    expect(() => describeOnnx(join(folder, 'absent.onnx'))).toThrow('there is no model file at');
  });

  it('needs a whole model', async () => {
    const whole = await readFile(TINYLM);
    const path = join(folder, 'cut.onnx');
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('some text'),
      whole.subarray(0, 500),
      whole.subarray(0, 1_000_000),
    ]) {
      await writeFile(path, bytes);
      expect(() => describeOnnx(path)).toThrow('is no ONNX model');
    }
  });
});
