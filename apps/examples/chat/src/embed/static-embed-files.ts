import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

export interface StaticEmbedFiles {
  readonly folder: string;
  /** Those of the model's files that are not in the folder. */
  readonly missing: readonly string[];
}

/** Looks for the model's files. The worker asks by itself, and finds the same: it has the same environment. */
export function findStaticEmbed(models = modelsFolder()): StaticEmbedFiles {
  const folder = join(models, 'static-embed');
  const missing = ['model.onnx', 'tokenizer.json'].filter((name) => !existsSync(join(folder, name)));
  return { folder, missing };
}

function modelsFolder(): string {
  const { LITSERVE_MODELS } = process.env;
  if (LITSERVE_MODELS) return resolve(LITSERVE_MODELS);
  const repository = dirname(createRequire(import.meta.url).resolve('nestjs-litserve/package.json'));
  return resolve(repository, '../shared/models');
}
