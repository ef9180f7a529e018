import type { Tree } from '@angular-devkit/schematics';
import type { Formatter } from './prettier.js';

/**
 * Changes a file. It is formatted if it was before, so that what else is in it stays as it is.
 *
 * @param always formats it in any case
 */
export async function editSource(
  tree: Tree,
  path: string,
  change: (source: string) => string,
  formatter: Formatter | undefined,
  always = false,
): Promise<void> {
  const before = tree.readText(path);
  const after = change(before);
  if (after === before) return;
  const isFormatted = formatter && (always || (await formatter.isFormatted(path, before)));
  tree.overwrite(path, isFormatted ? await formatter.format(path, after) : after);
}
