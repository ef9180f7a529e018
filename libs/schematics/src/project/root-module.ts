import { dirname, join, normalize, type Path } from '@angular-devkit/core';
import type { Tree } from '@angular-devkit/schematics';
import { nearestModule } from './nearest-module.js';
import { entryFile } from './nest-config.js';

/** The file of the module that the app starts; where its entry file does not tell, the outermost module file. */
export function rootModule(tree: Tree, sourceRoot: string): string | undefined {
  const main = mainFile(tree, sourceRoot);
  return (main && startedModule(tree, main)) ?? outermostModule(tree, normalize(`/${sourceRoot}`));
}

/** The entry file of an app; above the source root, where generators have a base folder of their own below it. */
export function mainFile(tree: Tree, sourceRoot: string): string | undefined {
  const name = `${entryFile(tree, sourceRoot)}.ts`;
  for (let at = normalize(`/${sourceRoot}`); ; at = dirname(at)) {
    const file = join(at, name);
    if (tree.exists(file)) return file;
    if (at === '/') return undefined;
  }
}

function startedModule(tree: Tree, main: string): string | undefined {
  const source = tree.readText(main);
  const name = /NestFactory\s*\.\s*create\w*\s*(?:<[^(]*>)?\(\s*(\w+)/.exec(source)?.[1];
  if (name === undefined) return undefined;
  const imported = new RegExp(`\\{[^}]*\\b${name}\\b[^}]*\\}\\s*from\\s*['"](\\.[^'"]+)['"]`);
  const specifier = imported.exec(source)?.[1];
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
