import { afterAll, describe, expect, it } from '@jest/globals';
import { appFiles } from './support/app-files.js';
import { Generator, type Files, type Generated } from './support/generator.js';

const generator = new Generator();
afterAll(() => generator.stop());

const endpoint = (options: object, files: Files = appFiles()): Promise<Generated> =>
  generator.run('endpoint', options, files);
/** The names of the files that were not there before. */
const newFiles = ({ files }: Generated, before: Files = appFiles()): string[] =>
  Object.keys(files)
    .filter((path) => before[path] === undefined)
    .toSorted();

describe('endpoint', () => {
  it('gives a class in a folder a module, which the nearest module imports', async () => {
    const generated = await endpoint({ name: 'sentiment' });
    expect(newFiles(generated)).toEqual([
      '/src/sentiment/sentiment.api.spec.ts',
      '/src/sentiment/sentiment.api.ts',
      '/src/sentiment/sentiment.dto.ts',
      '/src/sentiment/sentiment.module.ts',
    ]);
    expect(generated.files['/src/app.module.ts']).toBe(`import { Module } from '@nestjs/common';
import { LitServeModule } from 'nestjs-litserve';
import { AppController } from './app.controller.js';
import { AppService } from './app.service.js';
import { SentimentModule } from './sentiment/sentiment.module.js';

@Module({
  imports: [SentimentModule, LitServeModule.forRoot()],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`);
    expect(generated.log.join('\n')).toContain('curl localhost:3000/sentiment');
  });

  it('goes flat into the nearest module as a provider', async () => {
    const { files } = await endpoint({ name: 'sentiment', flat: true });
    expect(files['/src/app.module.ts']).toContain('providers: [AppService, SentimentApi]');
    expect(files['/src/app.module.ts']).toContain("from './sentiment.api.js'");
    expect(files['/src/sentiment.module.ts']).toBeUndefined();
  });

  it('joins the module of its folder', async () => {
    const module =
      "import { Module } from '@nestjs/common';\n\n@Module({})\nexport class SentimentModule {}\n";
    const { files } = await endpoint(
      { name: 'sentiment' },
      { ...appFiles(), '/src/sentiment/sentiment.module.ts': module },
    );
    expect(files['/src/sentiment/sentiment.module.ts']).toContain('providers: [SentimentApi]');
    expect(files['/src/app.module.ts']).not.toContain('Sentiment');
  });

  it.each([
    ['models/sentiment', undefined],
    ['sentiment', 'models'],
    ['Models/SentimentApi', undefined],
  ])('takes the name %s in the path %s', async (name, path) => {
    const generated = await endpoint({ name, ...(path && { path }) });
    expect(newFiles(generated)).toContain('/src/models/sentiment/sentiment.api.ts');
    expect(generated.files['/src/models/sentiment/sentiment.api.ts']).toContain('export class SentimentApi');
    expect(generated.files['/src/app.module.ts']).toContain("'./models/sentiment/sentiment.module.js'");
  });

  it('writes CommonJS without endings, and ES modules as their neighbours do', async () => {
    const { files } = await endpoint({ name: 'sentiment' }, appFiles('commonjs'));
    expect(files['/src/sentiment/sentiment.api.ts']).toContain("from './sentiment.dto'");
    expect(files['/src/app.module.ts']).toContain("from './sentiment/sentiment.module'");
    const bundled = Object.fromEntries(
      Object.entries(appFiles()).map(([file, text]) => [file, text.replaceAll(".js'", "'")]),
    );
    const other = await endpoint({ name: 'sentiment' }, bundled);
    expect(other.files['/src/sentiment/sentiment.api.ts']).toContain("from './sentiment.dto'");
  });

  it('writes specs as the project has them, or none', async () => {
    const named = await endpoint({ name: 'a', specFileSuffix: 'test' });
    expect(newFiles(named)).toContain('/src/a/a.api.test.ts');
    const none = await endpoint({ name: 'a', spec: false });
    expect(newFiles(none).some((file) => file.includes('spec'))).toBe(false);
    expect(JSON.parse(none.files['/package.json'] ?? '')).not.toHaveProperty([
      'devDependencies',
      '@nestjs/testing',
    ]);
  });

  it('imports test functions where they are no globals', async () => {
    const head = async (files: Files): Promise<string | undefined> =>
      (await endpoint({ name: 'a' }, files)).files['/src/a/a.api.spec.ts']?.split('\n')[0];
    const { '/vitest.config.ts': _, ...unconfigured } = appFiles();
    expect(await head(unconfigured)).toBe("import { afterAll, beforeAll, describe, it } from 'vitest';");
    for (const type of ['module', 'commonjs'] as const) {
      expect(await head(appFiles(type))).toBe("import type { INestApplication } from '@nestjs/common';");
    }
  });

  it('finds the app of a monorepo, and its root module by its entry file', async () => {
    const inApp = Object.entries(appFiles()).map(([path, text]) => [
      path.replace('/src/', '/apps/serve/src/').replace('main.ts', 'start.ts'),
      text,
    ]);
    const project = { sourceRoot: 'apps/serve/src', entryFile: 'start' };
    const monorepo = {
      ...(Object.fromEntries(inApp) as Files),
      '/nest-cli.json': JSON.stringify({ monorepo: true, projects: { serve: project } }),
      '/apps/serve/src/a.module.ts': '@Module({})\nexport class AModule {}\n',
    };
    const { files } = await endpoint({ name: 'models/a', sourceRoot: 'apps/serve/src' }, monorepo);
    expect(files['/apps/serve/src/models/a/a.api.ts']).toBeDefined();
    expect(files['/apps/serve/src/app.module.ts']).toContain('LitServeModule.forRoot()');
  });

  it('installs what it needs once, and says which', async () => {
    const generated = await endpoint({ name: 'digits', type: 'onnx' });
    expect(JSON.parse(generated.files['/package.json'] ?? '')).toMatchObject({
      dependencies: { 'class-validator': expect.any(String), 'onnxruntime-node': expect.any(String) },
    });
    expect(generated.tasks.map(({ name }) => name)).toEqual(['node-package']);
    expect(generated.files['/.npmrc']).toMatch(/^onnxruntime-node-install=skip$/m);
    expect(generated.files['/models/digits.onnx']).toHaveLength(284);

    const again = await endpoint({ name: 'more', type: 'onnx' }, generated.files);
    expect(again.tasks).toEqual([]);
    expect(again.files['/.npmrc']).toBe(generated.files['/.npmrc']);
    const skipped = await endpoint({ name: 'digits', skipInstall: true });
    expect(skipped.tasks).toEqual([]);
  });

  it.each([
    ['openai', 'OpenAIModule.forRoot()'],
    ['mcp', 'McpModule.forRoot()'],
  ])('imports for %s the module it needs, once', async (type, module) => {
    const first = await endpoint({ name: 'a', type });
    const second = await endpoint({ name: 'b', type }, first.files);
    expect(second.files['/src/app.module.ts']?.split(module)).toHaveLength(2);
    expect(second.files['/src/app.module.ts']?.split('LitServeModule.forRoot()')).toHaveLength(2);
  });

  it('leaves modules alone that another file imports, and all of them with skipImport', async () => {
    const shared = { ...appFiles(), '/src/shared.ts': 'export const x = LitServeModule.forRootAsync({});\n' };
    const { files } = await endpoint({ name: 'a' }, shared);
    expect(files['/src/app.module.ts']).not.toContain('LitServeModule');
    const skipped = await endpoint({ name: 'a', skipImport: true });
    expect(skipped.files['/src/app.module.ts']).toBe(appFiles()['/src/app.module.ts']);
  });

  it('formats a file only if it was formatted', async () => {
    const odd = {
      ...appFiles(),
      '/src/app.module.ts': '@Module( {imports:[]} )\nexport class AppModule{}\n',
    };
    const { files } = await endpoint({ name: 'a' }, odd);
    expect(files['/src/app.module.ts']).toContain('@Module( {imports:[AModule, LitServeModule.forRoot()]} )');
    const formatted = await endpoint({ name: 'a', format: true }, odd);
    expect(formatted.files['/src/app.module.ts']).toContain(
      '@Module({ imports: [AModule, LitServeModule.forRoot()] })',
    );
  });

  it.each([
    [{ name: '2fast' }, 'that begins with a letter, such as models/sentiment, got "2fast"'],
    [{ name: 'a', type: 'magic' }, 'must be equal to one of the allowed values'],
    [{ name: 'a', language: 'js' }, 'Expected a TypeScript project, got language "js"'],
  ])('refuses %j', async (options, message) => {
    await expect(endpoint(options)).rejects.toThrow(message);
  });

  it('refuses a name that is taken, and a module it cannot read', async () => {
    const { files } = await endpoint({ name: 'a' });
    await expect(endpoint({ name: 'a' }, files)).rejects.toThrow('but /src/a/a.api.ts is there already');
    const unreadable = {
      ...appFiles(),
      '/src/app.module.ts': '@Module(metadata)\nexport class AppModule {}\n',
    };
    await expect(endpoint({ name: 'a' }, unreadable)).rejects.toThrow('Add AModule to its imports yourself');
  });
});
