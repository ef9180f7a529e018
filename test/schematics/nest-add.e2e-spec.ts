import { afterAll, describe, expect, it } from '@jest/globals';
import { appFiles } from './support/app-files.js';
import { Generator, type Files, type Generated } from './support/generator.js';

const generator = new Generator();
afterAll(() => generator.stop());
const nestAdd = (files: Files, options: object = {}): Promise<Generated> =>
  generator.run('nest-add', { sourceRoot: 'src', ...options }, files);

describe('nest-add', () => {
  it.each(['module', 'commonjs'] as const)('changes nothing the second time, in %s', async (type) => {
    const first = await nestAdd(appFiles(type));
    expect(first.files['/src/main.ts']).toContain('app.enableShutdownHooks();\n  await app.listen');
    expect(first.files['/src/app.module.ts']).toContain('imports: [LitServeModule.forRoot(), HelloModule]');
    expect(first.files['/src/hello/hello.api.spec.ts']).toBeDefined();
    expect(first.log.join('\n')).toContain('nest g -c nestjs-litserve endpoint');

    const second = await nestAdd(first.files);
    expect(second.files).toEqual(first.files);
    expect(second.tasks).toEqual([]);
  });

  it('adds no endpoint to an app that has one, or that wants none', async () => {
    const own = { ...appFiles(), '/src/own.api.ts': "@LitEndpoint('/own')\nexport class OwnApi {}\n" };
    for (const { files } of [await nestAdd(own), await nestAdd(appFiles(), { endpoint: '' })]) {
      expect(Object.keys(files).filter((path) => path.includes('hello'))).toEqual([]);
    }
  });

  it('takes a name and a type for it', async () => {
    const { files } = await nestAdd(appFiles(), { endpoint: 'sum', type: 'batch' });
    expect(files['/src/sum/sum.api.ts']).toContain('maxBatchSize: 16');
  });

  it('says what to do where the entry file is unlike any it knows', async () => {
    const { files, log } = await nestAdd({ ...appFiles(), '/src/main.ts': "import './server.js';\n" });
    expect(log.join('\n')).toContain('Call app.enableShutdownHooks() before app.listen()');
    expect(files['/src/app.module.ts']).toContain('LitServeModule.forRoot()');
  });

  it('writes .npmrc only where npm installs onnxruntime-node and nobody has decided', async () => {
    const manifest = JSON.parse(appFiles()['/package.json'] ?? '') as { dependencies: object };
    manifest.dependencies = { ...manifest.dependencies, 'onnxruntime-node': '^1.30.0' };
    const withOnnx = { ...appFiles(), '/package.json': JSON.stringify(manifest) };
    const npmrc = async (files: Files): Promise<string | undefined> =>
      (await nestAdd(files)).files['/.npmrc'];

    expect(await npmrc(appFiles())).toBeUndefined();
    expect(await npmrc(withOnnx)).toMatch(/^# .*CUDA[^]*\nonnxruntime-node-install=skip\n$/);
    expect(await npmrc({ ...withOnnx, '/.npmrc': 'fund=false' })).toMatch(/^fund=false\n#/);
    expect(await npmrc({ ...withOnnx, '/.npmrc': 'ignore-scripts=true\n' })).toBe('ignore-scripts=true\n');
    expect(await npmrc({ ...withOnnx, '/pnpm-lock.yaml': '' })).toBeUndefined();
  });
});
