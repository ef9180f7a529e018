import { dirname, join, normalize } from '@angular-devkit/core';
import type { Tree } from '@angular-devkit/schematics';

const MODULE_FILE = /\.module\.ts$/;

/** The module file in a folder or the first one above it, as Nest's generators find it. */
export function nearestModule(tree: Tree, folder: string): string | undefined {
  for (let at = normalize(folder); ; at = dirname(at)) {
    const file = tree.getDir(at).subfiles.find((name) => MODULE_FILE.test(name));
    if (file !== undefined) return join(at, file);
    if (at === '/') return undefined;
  }
}
