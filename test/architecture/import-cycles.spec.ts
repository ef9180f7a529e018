import { describe, expect, it } from '@jest/globals';
import { posix } from 'node:path';
import { importsOf } from './support/imports.js';
import { type TextFile } from './support/repository.js';
import { libFiles } from './support/sources.js';

/**
 * Files of a lib that import each other in a circle, each circle once, as a readable path. Types count too: two files
 * that cannot be understood one after the other are one concept in two files.
 */
function cycles(files: readonly TextFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, targetsOf(file)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

function targetsOf(file: TextFile): string[] {
  const relative = importsOf(file).filter(({ specifier }) => specifier.startsWith('.'));
  return relative.map(({ specifier }) =>
    posix.join(posix.dirname(file.path), specifier.replace(/\.js$/, '.ts')),
  );
}

describe('files of a lib', () => {
  it('do not import each other in a circle', () => {
    expect(cycles(libFiles())).toEqual([]);
  });

  it('are reported when they do, with the way round', () => {
    const arrows = ['a b', 'b c', 'c a', 'd a'].map((arrow) => arrow.split(' '));
    const files = arrows.map(([from, to]) => ({
      path: `libs/x/src/${from}.ts`,
      text: `import { v } from './${to}.js';`,
    }));
    expect(cycles(files)).toEqual(['libs/x/src/a.ts → libs/x/src/b.ts → libs/x/src/c.ts → libs/x/src/a.ts']);
  });
});
