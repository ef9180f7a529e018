import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { parse, walk } from './support/imports.js';
import type { TextFile } from './support/repository.js';
import { libFiles, shippedFiles } from './support/sources.js';

/** The worker's entry is the only code that decides over a process: it runs in one of its own. */
const MAY_EXIT = 'libs/runtime/src/boot/';
const SUPPRESSION =
  /(?:oxlint|eslint|tslint)-disable|@ts-(?:ignore|expect-error|nocheck)|istanbul ignore|c8 ignore/;

/** What is wrong with one node, by rules the linter has not or could be told to overlook. */
function problemOf(node: ts.Node, path: string): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (ts.isEnumDeclaration(node)) return 'enum';
  if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name)) return 'namespace';
  if (ts.isExportDeclaration(node) && !isNamed(node)) return 'export *';
  if (ts.isAsExpression(node) && isCastToUnknown(node.expression)) return 'as unknown as';
  if (isMember(node, 'console')) return 'console';
  if (isMember(node, 'process', 'exit') && !path.startsWith(MAY_EXIT)) return 'process.exit';
  return undefined;
}

const isNamed = ({ exportClause }: ts.ExportDeclaration): boolean =>
  exportClause !== undefined && ts.isNamedExports(exportClause);

function isCastToUnknown(expression: ts.Expression): boolean {
  const bare = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
  return ts.isAsExpression(bare) && bare.type.kind === ts.SyntaxKind.UnknownKeyword;
}

function isMember(node: ts.Node, object: string, member?: string): boolean {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return false;
  return node.expression.text === object && (member === undefined || node.name.text === member);
}

function problems(files: readonly TextFile[]): string[] {
  return files.flatMap((file) => {
    const source = parse(file);
    const found: string[] = [];
    walk(source, (node) => {
      const problem = problemOf(node, file.path);
      if (problem === undefined) return;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file.path}:${line + 1} ${problem}`);
    });
    return found;
  });
}

/** A rule that is switched off in place is a rule nobody can rely on. */
function suppressions(files: readonly TextFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (SUPPRESSION.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('the source of the libs', () => {
  it('has no any, enum, namespace, export *, double cast, console or process.exit', () => {
    expect(problems(shippedFiles())).toEqual([]);
  });

  it.each([
    ['let x: any;', 'any'],
    ['export enum Color { Red }', 'enum'],
    ['namespace A { export const b = 1; }', 'namespace'],
    ["export * from './b.js';", 'export *'],
    ["export * as b from './b.js';", 'export *'],
    ['const x = (y as unknown) as string;', 'as unknown as'],
    ["console.log('x');", 'console'],
    ['process.exit(1);', 'process.exit'],
  ])('would be noticed to have: %s', (text, problem) => {
    expect(problems([{ path: 'libs/core/src/a.ts', text }])).toEqual([`libs/core/src/a.ts:1 ${problem}`]);
  });

  it('may end the process in the entry of a worker', () => {
    expect(problems([{ path: `${MAY_EXIT}a.ts`, text: 'process.exit(70);' }])).toEqual([]);
  });

  it('switches no rule off, in shipped files', () => {
    expect(suppressions(shippedFiles())).toEqual([]);
  });

  it('would be noticed to switch one off', () => {
    // Put together, so that no tool takes them for its own.
    const text = ['// oxlint', '/* @ts']
      .map((start, index) => `${start}-${['disable', 'ignore'][index]} */`)
      .join('\n');
    expect(suppressions([{ path: 'a.ts', text }])).toEqual(['a.ts:1', 'a.ts:2']);
  });

  it('is found: a rule over no files would always hold', () => {
    expect(libFiles().length).toBeGreaterThan(50);
  });
});
