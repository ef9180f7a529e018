import { describe, expect, it } from '@jest/globals';
import { builtinModules } from 'node:module';
import { importsOf, type ImportUse } from './support/imports.js';
import { packageJson, type TextFile } from './support/repository.js';
import { libOf, shippedFiles } from './support/sources.js';

/** Packages each lib may use; whatever is not here would be a dependency its users do not know of. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  common: ['@nestjs/common'],
  batching: ['rxjs'],
  wire: ['@nestjs/common'],
  queue: ['rxjs'],
  endpoint: ['@nestjs/common', 'rxjs'],
  workers: ['@nestjs/common', 'onnxruntime-node'],
  runtime: ['@nestjs/common', '@nestjs/core'],
  http: ['@nestjs/common', '@nestjs/core', 'rxjs'],
  core: ['@nestjs/common', '@nestjs/core', 'rxjs'],
  onnx: ['@nestjs/common', 'onnxruntime-node'],
  cli: [],
  client: [],
  schematics: ['@angular-devkit/core', '@angular-devkit/schematics', 'prettier', 'typescript'],
  openai: ['@nestjs/common', '@nestjs/core', 'rxjs'],
  'open-inference': ['@nestjs/common', '@nestjs/core', 'rxjs'],
  testing: ['@nestjs/common', '@nestjs/core', '@nestjs/testing', 'rxjs'],
  mcp: [
    '@modelcontextprotocol/server',
    '@nestjs/common',
    '@nestjs/core',
    'class-transformer',
    'class-validator',
    'rxjs',
  ],
};

/** Built-in modules that only these files may use: each is a power the rest of the library does without. */
const GUARDED_BUILTINS: Readonly<Record<string, RegExp>> = {
  child_process: /^libs\/workers\/src\/(process\/spawn-worker|devices\/probe\/run-program)\.ts$/,
  cluster: /^libs\/workers\/src\/process\/entry-file\.ts$/,
  fs: /^libs\/(onnx\/|workers\/src\/devices\/probe\/this-system\.ts$|cli\/src\/(doctor\/doctor|bench\/bench)-system\.ts$)/,
  net: /^libs\/(runtime\/src\/boot\/|workers\/src\/process\/|core\/src\/server\/stop-listening\.ts$)/,
  worker_threads: /^libs\/runtime\/src\/boot\/(watchdog|worker-entry)\.ts$/,
  vm: /^$/,
  v8: /^libs\/runtime\/src\/boot\/heap-growth\.ts$/,
  inspector: /^$/,
};

/** What loads a lib brings these, so it need not wait with them. */
const BROUGHT: Readonly<Record<string, readonly string[]>> = {
  schematics: ['@angular-devkit/core', '@angular-devkit/schematics'],
};

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
const isOurs = (specifier: string): boolean => /^[.#]/.test(specifier);
const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);

function packageProblems(files: readonly TextFile[], optionalPeers: readonly string[]): string[] {
  return eachUse(files, ({ specifier, kind }, { path }) => {
    if (isOurs(specifier) || isBuiltin(specifier)) return undefined;
    const name = packageOf(specifier);
    if (!PACKAGES[libOf(path) ?? '']?.includes(name)) return `must not import ${name}`;
    const isEager = kind === 'static' && optionalPeers.includes(name);
    if (BROUGHT[libOf(path) ?? '']?.includes(name)) return undefined;
    return isEager ? `must load the optional peer ${name} with import() or import type` : undefined;
  });
}

function builtinProblems(files: readonly TextFile[]): string[] {
  return eachUse(files, ({ specifier, kind }, { path }) => {
    if (isOurs(specifier) || !isBuiltin(specifier)) return undefined;
    if (!specifier.startsWith('node:')) return `must write node:${specifier}`;
    const name = specifier.slice('node:'.length).split('/')[0] ?? '';
    const where = GUARDED_BUILTINS[name];
    return where && kind !== 'type' && !where.test(path) ? `must not use ${specifier}` : undefined;
  });
}

function eachUse(
  files: readonly TextFile[],
  judge: (use: ImportUse, file: TextFile) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((use) => {
      const problem = judge(use, file);
      return problem === undefined ? [] : [`${file.path} ${problem}`];
    }),
  );
}

describe('packages', () => {
  const { peerDependencies, peerDependenciesMeta } = packageJson();
  const optional = Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]?.optional);

  it('are those a lib may use, optional ones only when they are needed', () => {
    expect(packageProblems(shippedFiles(), optional)).toEqual([]);
  });

  it('are peers, so that the app and this library share one copy', () => {
    const used = [...new Set(Object.values(PACKAGES).flat())];
    expect(used.filter((name) => peerDependencies[name] === undefined)).toEqual([]);
  });

  it.each([
    [
      "import { InferenceSession } from 'onnxruntime-node';",
      'must load the optional peer onnxruntime-node with import() or import type',
    ],
    ["import { ApiBody } from '@nestjs/swagger';", 'must not import @nestjs/swagger'],
    ["const plain = await import('class-transformer');", 'must not import class-transformer'],
  ])('notices %s', (text, problem) => {
    const path = 'libs/onnx/src/a.ts';
    expect(packageProblems([{ path, text }], ['onnxruntime-node'])).toEqual([`${path} ${problem}`]);
  });

  it('allows what costs nothing until it runs', () => {
    const text =
      "import type { Tensor } from 'onnxruntime-node';\nconst load = () => import('onnxruntime-node');";
    expect(packageProblems([{ path: 'libs/onnx/src/a.ts', text }], ['onnxruntime-node'])).toEqual([]);
  });
});

describe('built-in modules', () => {
  it('that are guarded stay where they are', () => {
    expect(builtinProblems(shippedFiles())).toEqual([]);
  });

  it('start a worker in one file, and a program that only tells something in another', () => {
    const starters = shippedFiles().filter((file) =>
      importsOf(file).some(({ specifier, kind }) => specifier === 'node:child_process' && kind !== 'type'),
    );
    expect(starters.map(({ path }) => path).toSorted()).toEqual([
      'libs/workers/src/devices/probe/run-program.ts',
      'libs/workers/src/process/spawn-worker.ts',
    ]);
  });

  it('are noticed elsewhere, and without node:', () => {
    const path = 'libs/queue/src/a.ts';
    const text =
      "import { fork } from 'node:child_process';\nimport 'path';\nimport type { Socket } from 'node:net';";
    expect(builtinProblems([{ path, text }])).toEqual([
      `${path} must not use node:child_process`,
      `${path} must write node:path`,
    ]);
  });
});
