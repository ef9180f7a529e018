import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../load/poisson.js';
import { NETWORKS, type NetworkName } from './networks.js';

/** Beside the build that made them, and ignored by git as that is. */
const FOLDER = new URL('../../models/', import.meta.url);

/** The path of a generated model; it is written when it is not there yet. */
export async function modelFile(name: NetworkName): Promise<string> {
  const path = fileURLToPath(new URL(`${name}.onnx`, FOLDER));
  if (existsSync(path)) return path;
  await mkdir(FOLDER, { recursive: true });
  // Another process may do the same: what is at the path is whole at any time.
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, NETWORKS[name].build(seededRandom(1)));
  await rename(unfinished, path);
  return path;
}
