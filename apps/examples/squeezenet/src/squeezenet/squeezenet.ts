import type { Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../../models/find-model.js';

export const SQUEEZENET: ModelFiles = {
  name: 'squeezenet',
  files: ['model.onnx', 'labels.json'],
  source:
    'https://github.com/microsoft/Windows-Machine-Learning: SharedContent/models/SqueezeNet_fp16.onnx with a free batch axis and float32 inputs, and Labels.json',
};

export interface Guess {
  readonly index: number;
  /** Names of the class, such as `tabby, tabby cat`. */
  readonly label: string;
  /** 0 to 1; all classes together have 1. */
  readonly score: number;
}

/** SqueezeNet 1.1: which of 1000 classes of ImageNet an image shows. */
export class Squeezenet {
  /** Width and height of its images in pixels. */
  static readonly SIDE = 224;

  private constructor(
    private readonly model: OnnxModel,
    private readonly labels: readonly string[],
  ) {}

  /** @param folder of the files in {@link SQUEEZENET} */
  static async load(folder: string, device: Device): Promise<Squeezenet> {
    const labels: string[] = JSON.parse(await readFile(join(folder, 'labels.json'), 'utf8'));
    return new Squeezenet(await OnnxModel.load(join(folder, 'model.onnx'), device), labels);
  }

  /** A score for each class, for each of the images. */
  scores(images: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.model.run(images);
  }

  best(scores: Float32Array, count: number): Guess[] {
    return Array.from(scores, (score, index) => ({ index, label: this.labels[index] ?? '', score }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, count);
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
