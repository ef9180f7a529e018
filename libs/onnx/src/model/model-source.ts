import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { externalLocations } from '../protobuf/external-data.js';
import type { OnnxModelOptions } from './onnx-model.options.js';

/** A model file, a URL of one, or what is in it. */
export type OnnxModelSource = string | URL | Uint8Array;

/** A model before onnxruntime has seen it. */
export interface ModelSource {
  /** For messages. */
  readonly name: string;
  /** A path only when nobody has looked at the bytes; else those very bytes. */
  readonly content: string | Uint8Array;
  /** Of the bytes, in hex; undefined when they were not read. */
  readonly sha256: string | undefined;
}

/** @throws Error when there is no such file, it is not inside `root`, or it is another one than `sha256` says */
export async function openSource(
  source: OnnxModelSource,
  options: Pick<OnnxModelOptions, 'root' | 'sha256' | 'cacheDir' | 'sessionOptions'>,
): Promise<ModelSource> {
  const path = source instanceof Uint8Array ? undefined : await pathOf(source, options.root);
  const name = path ?? `a model of ${(source as Uint8Array).length} bytes`;
  if (options.sha256 === undefined && options.cacheDir === undefined) {
    return { name, content: path ?? (source as Uint8Array), sha256: undefined };
  }
  // Read once: a file that is opened again could be another one by then.
  const bytes = path === undefined ? (source as Uint8Array) : await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (options.sha256 !== undefined && options.sha256.toLowerCase() !== sha256) {
    throw new Error(
      `OnnxModel: ${name} has the sha256 ${sha256}, not ${options.sha256}: it is another model`,
    );
  }
  checkOneFile(name, bytes, options);
  return { name, content: bytes, sha256 };
}

async function pathOf(source: string | URL, root: string | URL | undefined): Promise<string> {
  const given = textOf(source);
  const folder = root === undefined ? undefined : resolve(textOf(root));
  const path = folder === undefined ? resolve(given) : resolve(folder, given);
  if (folder !== undefined) checkInside(folder, path, given);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`OnnxModel: there is no model file at ${path}`);
  if (folder === undefined) return path;
  // What is checked is what is loaded: the file itself, and not a link that may lead elsewhere.
  const real = await realpath(path);
  checkInside(await realpath(folder), real, given);
  return real;
}

function checkInside(folder: string, path: string, given: string): void {
  const way = relative(folder, path);
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return;
  throw new Error(`OnnxModel: "${given}" is not inside the root ${folder}`);
}

function checkOneFile(
  name: string,
  bytes: Uint8Array,
  { cacheDir, sessionOptions }: Pick<OnnxModelOptions, 'cacheDir' | 'sessionOptions'>,
): void {
  const others = externalLocations(bytes);
  const handedOver = new Set(
    (sessionOptions?.externalData ?? []).map((file) =>
      typeof file === 'object' && file.data instanceof Uint8Array ? file.path : '',
    ),
  );
  // What is handed over is the caller's to check; a cached model would not notice that it has changed.
  const isCovered = cacheDir === undefined && others.every((location) => handedOver.has(location));
  if (others.length === 0 || isCovered) return;
  throw new Error(
    `OnnxModel: ${name} keeps weights in other files (${others.join(', ')}), which sha256 and cacheDir do not cover: ` +
      'save the model in one file, or hand the bytes over as sessionOptions.externalData, without cacheDir',
  );
}

const textOf = (place: string | URL): string => (place instanceof URL ? fileURLToPath(place) : place);
