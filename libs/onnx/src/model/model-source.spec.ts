import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpuDevice } from './cpu-device.spec.helper.js';
import { FLOAT, modelWithExternalWeights, unary } from './model-file.spec.helper.js';
import { openSource } from './model-source.js';
import { OnnxModel } from './onnx-model.js';

const MODEL = unary('Neg', FLOAT, 'batch');
const SHA256 = createHash('sha256').update(MODEL).digest('hex');
const OTHER = SHA256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));

describe('openSource', () => {
  let folder: string;
  let root: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-source-'));
    root = join(folder, 'models');
    await mkdir(join(root, 'a'), { recursive: true });
    await mkdir(join(folder, 'models-of-others'));
    await writeFile(join(root, 'a', 'in.onnx'), MODEL);
    await writeFile(join(folder, 'out.onnx'), MODEL);
    await writeFile(join(folder, 'models-of-others', 'out.onnx'), MODEL);
    await symlink('a/in.onnx', join(root, 'inner-link.onnx'));
    await symlink('../out.onnx', join(root, 'outer-link.onnx'));
    await symlink('..', join(root, 'up'));
    await symlink('models', join(folder, 'root-link'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['a/in.onnx', './a/../a/in.onnx', 'inner-link.onnx', 'up/models/a/in.onnx'])(
    'finds %s inside its root, as the file that it is',
    async (path) => {
      const real = join(root, 'a', 'in.onnx');
      await expect(openSource(path, { root })).resolves.toMatchObject({ content: real, sha256: undefined });
      await expect(openSource(path, { root: join(folder, 'root-link') })).resolves.toMatchObject({
        content: real,
      });
    },
  );

  it('takes a whole path and URLs, when they lead into the root', async () => {
    const real = join(root, 'a', 'in.onnx');
    await expect(openSource(real, { root })).resolves.toMatchObject({ content: real });
    await expect(openSource(pathToFileURL(real), { root: pathToFileURL(root) })).resolves.toMatchObject({
      content: real,
    });
  });

  it.each([
    '../out.onnx',
    'a/../../out.onnx',
    '../models-of-others/out.onnx',
    '..',
    '../absent.onnx',
    'outer-link.onnx',
    'up/out.onnx',
    '/etc/passwd',
  ])('refuses %s, which leads out of the root', async (path) => {
    await expect(openSource(path, { root })).rejects.toThrow(`OnnxModel: "${path}" is not inside the root`);
  });

  it.each(['absent.onnx', 'a', '.'])('says that %s is no file', async (path) => {
    await expect(openSource(path, { root })).rejects.toThrow('OnnxModel: there is no model file at');
  });

  it('starts at the working directory without a root', async () => {
    const path = relative(process.cwd(), join(folder, 'out.onnx'));
    await expect(openSource(path, {})).resolves.toMatchObject({ content: join(folder, 'out.onnx') });
  });

  it('loads the very bytes whose sha256 was right, though the file changes afterwards', async () => {
    const path = join(folder, 'changing.onnx');
    await writeFile(path, MODEL);

    const source = await openSource(path, { sha256: SHA256.toUpperCase() });
    await writeFile(path, 'something else');

    expect(source.sha256).toBe(SHA256);
    expect(Buffer.compare(source.content as Uint8Array, MODEL)).toBe(0);
  });

  it('refuses a model of another sha256, from a file and from bytes', async () => {
    for (const source of [join(folder, 'out.onnx'), MODEL]) {
      await expect(openSource(source, { sha256: OTHER })).rejects.toThrow(
        `has the sha256 ${SHA256}, not ${OTHER}`,
      );
    }
    const changed = MODEL.with(20, MODEL[20]! ^ 1);
    await expect(OnnxModel.load(changed, cpuDevice, { sha256: SHA256 })).rejects.toThrow(
      'it is another model',
    );
  });

  describe('with weights in other files', () => {
    const weights = Buffer.from(new Float32Array([10, 20]).buffer);
    const write = async (location: string): Promise<string> => {
      const path = join(root, 'a', 'split.onnx');
      await writeFile(path, modelWithExternalWeights(location));
      await writeFile(join(root, 'a', 'w.bin'), weights);
      await writeFile(join(folder, 'w.bin'), weights);
      await symlink('../../w.bin', join(root, 'a', 'link.bin')).catch(() => undefined);
      return path;
    };
    const answer = async (path: string, options: object): Promise<number[]> => {
      await using model = await OnnxModel.load(path, cpuDevice, options);
      return [...(await model.run([[1, 2]]))[0]!];
    };

    it('loads them from the folder of the model', async () => {
      await expect(answer(await write('w.bin'), { root })).resolves.toEqual([11, 22]);
    });

    it.each(['../../w.bin', 'link.bin', '/etc/passwd'])(
      'refuses %s, which is elsewhere',
      async (location) => {
        await expect(answer(await write(location), { root })).rejects.toThrow('External data path');
      },
    );

    it('needs their bytes when it is to be sure of what it loads', async () => {
      const path = await write('w.bin');
      const sha256 = createHash('sha256').update(modelWithExternalWeights('w.bin')).digest('hex');
      const sessionOptions = { externalData: [{ path: 'w.bin', data: weights }] };

      await expect(answer(path, { sha256 })).rejects.toThrow('keeps weights in other files (w.bin)');
      await expect(answer(path, { cacheDir: folder, sessionOptions })).rejects.toThrow('without cacheDir');
      await expect(answer(path, { sha256, sessionOptions })).resolves.toEqual([11, 22]);
    });
  });
});
