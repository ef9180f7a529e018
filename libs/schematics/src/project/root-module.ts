import { dirname, join, normalize, type Path } from '@angular-devkit/core';
import type { Tree } from '@angular-devkit/schematics';
import { nearestModule } from './nearest-module.js';

/** The file of the module that `main.ts` starts; where that does not tell, the outermost module file there is. */
export function rootModule(tree: Tree, folder: string): string | undefined {
  const main = mainFile(tree, folder);
  const started = main && startedModule(tree, main);
  if (started) return started;
  return outermostModule(tree, normalize(folder));
}

/** The entry file of the app a folder belongs to. */
export function mainFile(tree: Tree, folder: string, entryFile = 'main'): string | undefined {
  for (let at = normalize(folder); ; at = dirname(at)) {
    const file = join(at, `${entryFile}.ts`);
    if (tree.exists(file)) return file;
    if (at === '/') return undefined;
  }
}

function startedModule(tree: Tree, main: string): string | undefined {
  const source = tree.readText(main);
  const name = /NestFactory\s*\.\s*create\w*\s*(?:<[^(]*>)?\(\s*(\w+)/.exec(source)?.[1];
  if (name === undefined) return undefined;
  const specifier = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\}\\s*from\\s*['"](\\.[^'"]+)['"]`).exec(
    source,
  )?.[1];
  if (specifier === undefined) return undefined;
  const file = join(dirname(normalize(main)), `${specifier.replace(/\.[jt]s$/, '')}.ts`);
  return tree.exists(file) ? file : undefined;
}

function outermostModule(tree: Tree, folder: Path): string | undefined {
  const module = nearestModule(tree, folder);
  if (module === undefined) return undefined;
  const at = dirname(normalize(module));
  return (at === '/' ? undefined : outermostModule(tree, dirname(at))) ?? module;
}
