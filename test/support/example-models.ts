import { describe } from '@jest/globals';
import { findModel, type ModelFiles } from '../../apps/examples/models/find-model.js';

/**
 * For specs on a public model that is no part of this repository: without its files, or those it is held against, they are
 * skipped, and their names say so.
 *
 * @param more files in the folder of the model
 */
export function suiteOf(
  model: ModelFiles,
  ...more: readonly string[]
): { suite: typeof describe | typeof describe.skip; reason: string; folder: string } {
  const { folder, missing } = findModel({ ...model, files: [...model.files, ...more] });
  if (missing.length === 0) return { suite: describe, reason: '', folder };
  return { suite: describe.skip, reason: ` (skipped: no ${missing.join(', ')} in ${folder})`, folder };
}
