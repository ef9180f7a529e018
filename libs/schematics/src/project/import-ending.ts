import { dirname, normalize, relative } from '@angular-devkit/core';
import type { Tree } from '@angular-devkit/schematics';
import { nearestModule } from './nearest-module.js';
import { readManifest } from './manifest.js';

/** What relative imports end with: `.js` in most ES modules, nothing in CommonJS and for bundlers. */
export type ImportEnding = '' | '.js' | '.ts';

/** As the module file next to the new one has it; where that imports nothing, as package.json says. */
export function importEnding(tree: Tree, folder: string): ImportEnding {
  const neighbour = nearestModule(tree, folder);
  const text = neighbour === undefined ? '' : tree.readText(neighbour);
  const specifier = /from\s+['"](\.\.?\/[^'"]+)['"]/.exec(text)?.[1];
  if (specifier === undefined) return readManifest(tree).type === 'module' ? '.js' : '';
  const ending = /\.[jt]s$/.exec(specifier)?.[0];
  return ending === '.js' || ending === '.ts' ? ending : '';
}

/** The specifier by which one file imports another; both are paths without an ending. */
export function relativeImport(from: string, to: string, ending: ImportEnding): string {
  const path = relative(dirname(normalize(from)), normalize(to));
  return `${path.startsWith('.') ? path : `./${path}`}${ending}`;
}
