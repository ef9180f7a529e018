import type { Tree } from '@angular-devkit/schematics';

/** Whether a source file below a folder, but no spec, has this text. */
export function usesOf(tree: Tree, folder: string, text: string): boolean {
  let isUsed = false;
  tree.getDir(folder).visit((path) => {
    if (isUsed || !path.endsWith('.ts') || /\.(d|spec|test|e2e-spec)\.ts$/.test(path)) return;
    isUsed = tree.readText(path).includes(text);
  });
  return isUsed;
}
