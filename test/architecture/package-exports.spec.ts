import { describe, expect, it } from '@jest/globals';
import { exists, filesUnder, libNames, packageJson, read, type PackageJson } from './support/repository.js';

type Manifest = Pick<PackageJson, 'bin' | 'exports' | 'imports' | 'files'>;

/** Where exports point to. */
const PACKED = ['dist/bundle/*.js', 'dist/libs/**/*.d.ts', 'dist/libs/schematics/src'];

/** The one program, named as the package, so that `npx nestjs-litserve` finds it; node runs it, no shell does. */
function programProblems({ bin }: Manifest, main: string): string[] {
  const expected = JSON.stringify({ 'nestjs-litserve': './dist/bundle/cli.js' });
  return [
    ...(JSON.stringify(bin) === expected ? [] : [`bin: expected ${expected}`]),
    ...(main.startsWith('#!/usr/bin/env node\n')
      ? []
      : ['bin: its source does not begin with #!/usr/bin/env node']),
  ];
}

/** A subpath is a lib: `.` is core, `./onnx` is libs/onnx; types first because the first match counts. */
function exportProblems({ exports, files }: Manifest, libs: readonly string[]): string[] {
  const subpaths = Object.entries(exports).filter(([subpath]) => subpath !== './package.json');
  const problems = subpaths.flatMap(([subpath, targets]) => {
    const lib = subpath === '.' ? 'core' : subpath.slice('./'.length);
    if (!libs.includes(lib)) return [`exports ${subpath}: there is no libs/${lib}`];
    const types = `./dist/libs/${lib}/src/index.d.ts`;
    const expected = JSON.stringify({ types, default: `./dist/bundle/${lib}.js` });
    return JSON.stringify(targets) === expected ? [] : [`exports ${subpath}: expected ${expected}`];
  });
  if (exports['./package.json'] !== './package.json') problems.push('exports: ./package.json is missing');
  return [
    ...problems,
    ...PACKED.filter((glob) => !files.includes(glob)).map((glob) => `files: ${glob} is missing`),
  ];
}

/** `#lib` exists for every lib, and for nothing else. */
function importProblems({ imports }: Manifest, libs: readonly string[]): string[] {
  const expected = Object.fromEntries(libs.map((lib) => [`#${lib}`, `./dist/libs/${lib}/src/index.js`]));
  const names = [...new Set([...Object.keys(expected), ...Object.keys(imports)])].toSorted();
  return names
    .filter((name) => imports[name] !== expected[name])
    .map((name) => `imports ${name}: expected ${expected[name] ?? 'nothing'}`);
}

/** Every subpath is in the documentation, and the documentation has no subpath that does not exist. */
function documentationProblems({ exports }: Manifest, pages: readonly string[]): string[] {
  const published = Object.keys(exports).map((subpath) => `nestjs-litserve${subpath.slice(1)}`);
  const inCode = pages.flatMap((page) => [...page.matchAll(/['"`](nestjs-litserve(?:\/[\w.-]+)?)['"`]/g)]);
  const documented = new Set(inCode.map(([, name]) => name ?? ''));
  return [
    ...published
      .filter((name) => !documented.has(name) && !name.endsWith('/package.json'))
      .map((name) => `${name} is in no page`),
    ...[...documented].filter((name) => !published.includes(name)).map((name) => `${name} is not published`),
  ];
}

describe('package.json', () => {
  const manifest = packageJson();
  const libs = libNames();

  it('exports libs by their names', () => {
    expect(exportProblems(manifest, libs)).toEqual([]);
  });

  it('has a program, which the cli lib is', () => {
    expect(programProblems(manifest, read('libs/cli/src/main.ts').text)).toEqual([]);
    expect(programProblems({ ...manifest, bin: {} }, '')).toHaveLength(2);
  });

  it('has an internal name for each lib', () => {
    expect(importProblems(manifest, libs)).toEqual([]);
  });

  it('has an index for each lib', () => {
    expect(libs.filter((lib) => !exists(`libs/${lib}/src/index.ts`))).toEqual([]);
  });

  it('exports what the documentation says, and no more', () => {
    const pages = [...filesUnder('docs', '.md'), ...['README.md'].filter(exists).map(read)].map(
      ({ text }) => text,
    );
    expect(documentationProblems(manifest, pages)).toEqual([]);
  });

  it('would be noticed to be wrong', () => {
    const bad: Manifest = {
      files: ['dist'],
      exports: {
        '.': { default: './dist/libs/core/src/index.js', types: './dist/libs/core/src/index.d.ts' },
        './gone': { types: '', default: '' },
      },
      imports: { '#core': './dist/libs/core/src/index.js', '#gone': './dist/libs/gone/src/index.js' },
    };
    expect(exportProblems(bad, ['core'])).toEqual([
      expect.stringMatching(/^exports \.: expected/),
      'exports ./gone: there is no libs/gone',
      'exports: ./package.json is missing',
      'files: dist/bundle/*.js is missing',
      'files: dist/libs/**/*.d.ts is missing',
      'files: dist/libs/schematics/src is missing',
    ]);
    expect(importProblems(bad, ['core', 'new'])).toEqual([
      'imports #gone: expected nothing',
      'imports #new: expected ./dist/libs/new/src/index.js',
    ]);
    expect(documentationProblems(bad, ["import 'nestjs-litserve'; import 'nestjs-litserve/other';"])).toEqual(
      ['nestjs-litserve/gone is in no page', 'nestjs-litserve/other is not published'],
    );
  });
});
