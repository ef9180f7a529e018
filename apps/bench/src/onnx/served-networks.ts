import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modelFile } from './model-file.js';
import { NETWORKS, type NetworkName } from './networks.js';

const shared = (name: string): string =>
  fileURLToPath(new URL(`../../../../../../shared/models/${name}/model.onnx`, import.meta.url));

/** Public models beside the generated ones; they are no part of the repository. */
const PUBLIC = {
  /** The type of a file, from the tokens of its first and last bytes. */
  magika: { file: shared('magika'), itemShape: [2_048], type: 'int32' },
  /** What a picture shows, from its pixels: 600 KB for each. */
  squeezenet: { file: shared('squeezenet'), itemShape: [3, 224, 224], type: 'float32' },
} as const;

export type ServedNetwork = NetworkName | keyof typeof PUBLIC;

const isPublic = (name: ServedNetwork): name is keyof typeof PUBLIC => Object.hasOwn(PUBLIC, name);

/** Its path; generated ones are written when they are not there yet. */
export async function fileOf(name: ServedNetwork): Promise<string> {
  return isPublic(name) ? PUBLIC[name].file : modelFile(name);
}

/** The file that is missing, when the network cannot be measured here. */
export function missingFile(name: ServedNetwork): string | undefined {
  return isPublic(name) && !existsSync(PUBLIC[name].file) ? PUBLIC[name].file : undefined;
}

/** Elements of so many items, of the type and shape the network takes. */
export function itemsOf(name: ServedNetwork, count: number) {
  const itemShape = isPublic(name) ? PUBLIC[name].itemShape : NETWORKS[name].itemShape;
  const dims = [count, ...itemShape];
  const length = dims.reduce((size, axis) => size * axis, 1);
  return isPublic(name) && PUBLIC[name].type === 'int32'
    ? ({ type: 'int32', data: Int32Array.from({ length }, (_, index) => index % 256), dims } as const)
    : ({ type: 'float32', data: Float32Array.from({ length }, Math.sin), dims } as const);
}
