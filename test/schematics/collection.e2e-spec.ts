import { afterAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { tableRows } from '../architecture/support/markdown.js';
import { appFiles } from './support/app-files.js';
import { Generator } from './support/generator.js';

const generator = new Generator();
afterAll(() => generator.stop());
const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

const collection = json('libs/schematics/src/collection.json') as {
  extends: string[];
  schematics: Record<string, { schema: string; description: string }>;
};
/** What `nest g` hands to every schematic, whichever it is; one that refuses any of them cannot be run by it. */
const FROM_THE_CLI = {
  name: 'sample',
  collection: 'nestjs-litserve',
  language: 'ts',
  sourceRoot: 'src',
  spec: true,
  flat: false,
  specFileSuffix: 'spec',
  skipImport: false,
  format: false,
};

describe('the collection', () => {
  it("has Nest's generators, too", async () => {
    expect(collection.extends).toEqual(['@nestjs/schematics']);
    const { files } = await generator.run('service', FROM_THE_CLI, appFiles());
    expect(files['/src/sample/sample.service.ts']).toBeDefined();
  });

  it.each(Object.keys(collection.schematics))('%s runs with the options of the CLI', async (name) => {
    await generator.run(name, FROM_THE_CLI, appFiles());
  });

  it.each(Object.entries(collection.schematics))('%s says what it and its options are', (_, one) => {
    expect(one.description).toMatch(/^[A-Z].*[^.]$/);
    const { properties } = json(`libs/schematics/src/${one.schema}`) as {
      properties: Record<string, { description?: string }>;
    };
    expect(Object.entries(properties).filter(([, { description = '' }]) => description === '')).toEqual([]);
  });

  it('has in its guide every type of endpoint, and no other', () => {
    const { properties } = json('libs/schematics/src/endpoint/schema.json') as {
      properties: { type: { enum: string[] } };
    };
    const guide = readFileSync(new URL('../../docs/guides/generators.md', import.meta.url), 'utf8');
    const documented = tableRows(guide, '--type').map(([type = '']) => type.split(' ')[0]);
    expect(documented).toEqual(properties.type.enum);
  });

  it('writes versions that this repository is tested with', async () => {
    const { devDependencies } = json('package.json') as { devDependencies: Record<string, string> };
    for (const type of ['onnx', 'mcp']) {
      const { files } = await generator.run('endpoint', { name: 'a', type }, appFiles());
      const { dependencies } = JSON.parse(files['/package.json'] ?? '') as {
        dependencies: Record<string, string>;
      };
      for (const [name, range] of Object.entries(dependencies)) {
        if (['@nestjs/common', 'rxjs'].includes(name)) continue;
        expect(`${name} ${range}`).toBe(`${name} ^${devDependencies[name]}`);
      }
    }
  });
});

describe('spec', () => {
  it('writes a protocol that the nearest module imports', async () => {
    const { files, log } = await generator.run('spec', { name: 'protocols/loud-words' }, appFiles());
    expect(
      Object.keys(files)
        .filter((path) => path.startsWith('/src/protocols/'))
        .toSorted(),
    ).toEqual([
      '/src/protocols/loud-words/loud-words.controller.spec.ts',
      '/src/protocols/loud-words/loud-words.controller.ts',
      '/src/protocols/loud-words/loud-words.module.ts',
      '/src/protocols/loud-words/loud-words.protocol.ts',
    ]);
    expect(files['/src/app.module.ts']).toContain('imports: [LoudWordsModule, LitServeModule.forRoot()]');
    expect(log.join('\n')).toContain('loudWordsSpec.declare');
  });

  it('goes flat beside the module', async () => {
    const { files } = await generator.run('spec', { name: 'shout', flat: true }, appFiles());
    expect(files['/src/shout.module.ts']).toBeDefined();
    expect(files['/src/app.module.ts']).toContain("import { ShoutModule } from './shout.module.js'");
  });
});
