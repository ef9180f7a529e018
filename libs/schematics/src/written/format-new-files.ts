import type { Rule } from '@angular-devkit/schematics';
import { loadFormatter } from './prettier.js';

/** Formats what was created in a folder, as the app formats its own. */
export function formatNewFiles(folder: string): Rule {
  return async (tree) => {
    const formatter = await loadFormatter();
    if (!formatter) return;
    const created = new Set(tree.actions.filter(({ kind }) => kind === 'c').map(({ path }) => path));
    for (const path of created) {
      if (!path.startsWith(`${folder}/`) || !path.endsWith('.ts')) continue;
      tree.overwrite(path, await formatter.format(path, tree.readText(path)));
    }
  };
}
