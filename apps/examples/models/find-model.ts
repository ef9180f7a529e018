import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** A model that is no part of the repository. */
export interface ModelFiles {
  /** Of its folder. */
  readonly name: string;
  readonly files: readonly string[];
  /** Where they come from, for whoever starts an example without them. */
  readonly source: string;
}

export interface FoundModel {
  readonly folder: string;
  /** Those of the files that are not in the folder. */
  readonly missing: readonly string[];
}

/** Looks for the files of a model. A worker asks by itself, and finds the same: it has the same environment. */
export function findModel({ name, files }: ModelFiles, models = modelsFolder()): FoundModel {
  const folder = join(models, name);
  return { folder, missing: files.filter((file) => !existsSync(join(folder, file))) };
}

/** What to do when files are missing; `undefined` when none is. */
export function missingModel(model: ModelFiles, models = modelsFolder()): string | undefined {
  const { folder, missing } = findModel(model, models);
  if (missing.length === 0) return undefined;
  return (
    `${folder} has no ${missing.join(', ')}. Put there what comes from ${model.source}, ` +
    `or set LITSERVE_MODELS to the folder that has "${model.name}" in it.`
  );
}

/** What `LITSERVE_MODELS` names, else `../shared/models`, seen from the root of the repository. */
export function modelsFolder(): string {
  const { LITSERVE_MODELS } = process.env;
  if (LITSERVE_MODELS) return resolve(LITSERVE_MODELS);
  const repository = dirname(createRequire(import.meta.url).resolve('nestjs-litserve/package.json'));
  return resolve(repository, '../shared/models');
}
