import { describe, expect, it } from '@jest/globals';
import { posix } from 'node:path';
import { importsOf } from './support/imports.js';
import { filesUnder, libNames, type TextFile } from './support/repository.js';
import { isForSpecs, libFiles, libOf } from './support/sources.js';

/** Who may import whom. An arrow more is a decision: write it down in docs/decisions. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  common: [],
  batching: [],
  wire: ['common'],
  queue: ['common', 'batching'],
  endpoint: ['common', 'batching'],
  workers: ['common', 'wire', 'queue', 'batching'],
  runtime: ['common', 'wire', 'endpoint'],
  http: ['common', 'wire', 'endpoint'],
  // Not onnx: the root of the package must not pull in a subpath for one kind of model.
  core: ['common', 'batching', 'wire', 'queue', 'endpoint', 'workers', 'runtime', 'http'],
  onnx: ['common', 'endpoint'],
  // A spec is written with the public API alone, as anybody's.
  openai: ['core'],
  'open-inference': ['core'],
  mcp: ['core'],
  // What is public, and the seams for what a test puts around an app.
  testing: ['core', 'queue', 'runtime', 'client'],
  // Not core: it must say what is wrong where Nest does not even load.
  cli: ['common', 'workers', 'onnx', 'client'],
  // Types alone: it runs in browsers.
  client: ['common', 'endpoint'],
  // The Nest CLI loads it, in an app that may not even be built.
  schematics: [],
};

/** Imports of one lib by another that the table does not have. Specs may reach further: they put parts together. */
function tableProblems(files: readonly TextFile[]): string[] {
  return files
    .filter(({ path }) => !isForSpecs(path))
    .flatMap((file) => {
      const lib = libOf(file.path) ?? '';
      return importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('#') && !TABLE[lib]?.includes(specifier.slice(1)))
        .map(({ specifier }) => `${file.path}: ${lib} must not import ${specifier}`);
    });
}

/** Other libs through `#lib`, the own lib by relative paths, and never through its index, which imports everything. */
function formProblems(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => {
    const root = `libs/${libOf(file.path)}/src`;
    return importsOf(file).flatMap(({ specifier }) => {
      const problem = formProblem(file.path, root, specifier);
      return problem === undefined ? [] : [`${file.path}: ${specifier} ${problem}`];
    });
  });
}

function formProblem(path: string, root: string, specifier: string): string | undefined {
  if (specifier.startsWith('nestjs-litserve')) return 'is for apps and tests; libs use #lib';
  if (specifier.startsWith('#')) {
    if (specifier === `#${libOf(path)}`) return 'is the own lib; import the file itself';
    return /^#[a-z-]+$/.test(specifier) ? undefined : 'goes past the index of a lib';
  }
  if (!specifier.startsWith('.')) return undefined;
  if (!/\.(js|json)$/.test(specifier)) return 'has no file ending';
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith(`${root}/`)) return 'leaves the lib';
  return target === `${root}/index.js` ? 'is the own index; import the file itself' : undefined;
}

/** What users can write: apps are samples, so they import only what the package offers. */
function appProblems(files: readonly TextFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => specifier.startsWith('#') || /(^|\/)libs\//.test(specifier))
      .map(({ specifier }) => `${file.path}: ${specifier} is not public; import nestjs-litserve`),
  );
}

describe('the import table', () => {
  it('knows every lib', () => {
    expect(Object.keys(TABLE).toSorted()).toEqual(libNames());
  });

  it('is acyclic', () => {
    const reaches = (from: string, to: string): boolean =>
      (TABLE[from] ?? []).some((next) => next === to || reaches(next, to));
    expect(Object.keys(TABLE).filter((lib) => reaches(lib, lib))).toEqual([]);
  });

  it('is kept by every lib', () => {
    expect(tableProblems(libFiles())).toEqual([]);
  });

  it('notices an import it does not have, a type or a re-export too', () => {
    const text = "import type { A } from '#core';\nexport { b } from '#http';\nimport { c } from '#common';";
    expect(tableProblems([{ path: 'libs/wire/src/a.ts', text }])).toEqual([
      'libs/wire/src/a.ts: wire must not import #core',
      'libs/wire/src/a.ts: wire must not import #http',
    ]);
  });
});

describe('the form of imports', () => {
  it('is kept by every lib', () => {
    expect(formProblems(libFiles())).toEqual([]);
  });

  it.each([
    ['../../http/src/index.js', 'leaves the lib'],
    ['../index.js', 'is the own index; import the file itself'],
    ['#wire', 'is the own lib; import the file itself'],
    ['#common/errors', 'goes past the index of a lib'],
    ['./frame', 'has no file ending'],
    ['nestjs-litserve', 'is for apps and tests; libs use #lib'],
  ])('notices %s', (specifier, problem) => {
    const file = { path: 'libs/wire/src/frame/a.ts', text: `import { x } from '${specifier}';` };
    const [found] = formProblems([file]);
    // The cross-lib path is one folder deeper than the file's own root.
    expect(found).toBe(`libs/wire/src/frame/a.ts: ${specifier} ${problem}`);
  });

  it('keeps apps and end-to-end tests to the public package', () => {
    expect(appProblems([...filesUnder('apps', '.ts'), ...filesUnder('test/e2e', '.ts')])).toEqual([]);
  });

  it('notices an app that reaches inside', () => {
    const text = "import { a } from '#core'; import { b } from '../../../libs/core/src/index.js';";
    expect(appProblems([{ path: 'apps/x/src/a.ts', text }])).toHaveLength(2);
  });
});
