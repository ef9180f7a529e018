import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import type { SourceOptions } from './source.options.js';

/** @throws SchematicsException when the project is not TypeScript, or a file of this name is there already */
export function checkNew(tree: Tree, file: string, { language, name }: SourceOptions): void {
  if (language !== 'ts')
    throw new SchematicsException(`Expected a TypeScript project, got language "${language}"`);
  if (!tree.exists(file)) return;
  throw new SchematicsException(`Expected a new name, got "${name}", but ${file} is there already`);
}
