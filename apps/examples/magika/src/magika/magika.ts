import type { Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../../models/find-model.js';
import { decide, type ContentTypes, type DecisionConfig, type Detection, type Mode } from './decision.js';
import { featuresOf, labelWithoutModel, type FeatureConfig } from './features.js';

export const MAGIKA: ModelFiles = {
  name: 'magika',
  files: ['model.onnx', 'config.min.json', 'content_types_kb.min.json'],
  source:
    'https://github.com/google/magika: assets/models/standard_v3_3 and python/src/magika/config/content_types_kb.min.json',
};

/** What is read of a file: features for the model, or a label where that is not needed. */
export type Excerpt = Detection | { readonly features: Int32Array; readonly mode: Mode };

/** Google's Magika: 214 types of files by their first and last bytes. */
export class Magika {
  private constructor(
    private readonly model: OnnxModel,
    private readonly config: FeatureConfig & DecisionConfig,
    private readonly types: ContentTypes,
  ) {}

  /** @param folder of the files in {@link MAGIKA} */
  static async load(folder: string, device: Device): Promise<Magika> {
    const readJson = async <T>(name: string): Promise<T> =>
      JSON.parse(await readFile(join(folder, name), 'utf8'));
    return new Magika(
      await OnnxModel.load(join(folder, 'model.onnx'), device),
      await readJson<FeatureConfig & DecisionConfig>('config.min.json'),
      await readJson<ContentTypes>('content_types_kb.min.json'),
    );
  }

  excerpt(file: Uint8Array, mode: Mode): Excerpt {
    const features = featuresOf(file, this.config);
    return features ? { features, mode } : { label: labelWithoutModel(file, this.config), score: 1 };
  }

  /** One detection for each excerpt; those that need the model share a run of it. */
  async detect(excerpts: readonly Excerpt[]): Promise<Detection[]> {
    const asked = excerpts.filter((excerpt) => 'features' in excerpt);
    const rows = await this.model.run(asked.map(({ features }) => features));
    const scores = new Map(asked.map((excerpt, index) => [excerpt, rows[index] ?? []]));
    return excerpts.map((excerpt) =>
      'features' in excerpt
        ? decide(scores.get(excerpt) ?? [], excerpt.mode, this.config, this.types)
        : excerpt,
    );
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
