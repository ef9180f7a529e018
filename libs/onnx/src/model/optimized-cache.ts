import { Logger } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';

type SessionOptions = InferenceSession.SessionOptions;
type Create = (content: string | Uint8Array, options: SessionOptions) => Promise<InferenceSession>;

/** What decides how a model is optimised. */
export interface CacheKey {
  /** Of the model, in hex. */
  readonly sha256: string;
  readonly runtimeVersion: string;
  readonly providers: readonly string[];
  /** The session options of the app; those of the device are threads, which change nothing. */
  readonly options: SessionOptions | undefined;
}

/**
 * Optimised models in a folder, one file each. Its name has the hash of what is in it, so that a file that is cut off or
 * was written by something else is known before it is used.
 */
export class OptimizedCache {
  readonly #log = new Logger('OnnxModel');
  readonly #prefix: string;

  constructor(
    private readonly folder: string,
    key: CacheKey,
  ) {
    this.#prefix = hashOf(stableText(key)).slice(0, 32);
  }

  /**
   * A session of the optimised model if there is one, else of `model`, which is optimised and kept. What goes wrong with
   * the cache costs time and a line in the log, never the model.
   */
  async session(model: Uint8Array, options: SessionOptions, create: Create): Promise<InferenceSession> {
    return (await this.#fromCache(options, create)) ?? this.#kept(model, options, create);
  }

  async #fromCache(options: SessionOptions, create: Create): Promise<InferenceSession | undefined> {
    for (const name of await this.#names()) {
      const path = join(this.folder, name);
      try {
        const bytes = await readFile(path);
        if (name !== this.#nameOf(bytes)) throw new Error('it is not what was written');
        return await create(bytes, { ...options, graphOptimizationLevel: 'disabled' });
      } catch (error) {
        this.#log.warn(`The optimised model ${path} cannot be used, it is made again: ${reasonOf(error)}`);
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #kept(model: Uint8Array, options: SessionOptions, create: Create): Promise<InferenceSession> {
    const unfinished = join(this.folder, `${this.#prefix}-${randomUUID()}.tmp`);
    let session: InferenceSession | undefined;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      // onnxruntime warns that the file is for this machine only, which the key takes care of.
      const quiet = { logSeverityLevel: 3, ...options } as const;
      session = await create(model, { ...quiet, optimizedModelFilePath: unfinished });
      await rename(unfinished, join(this.folder, this.#nameOf(await readFile(unfinished))));
      return session;
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      // A model that does not load at all fails again, and says why.
      const plain = session ?? (await create(model, options));
      this.#log.warn(`The optimised model cannot be kept in ${this.folder}: ${reasonOf(error)}`);
      return plain;
    }
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names.filter((name) => name.startsWith(`${this.#prefix}-`) && name.endsWith('.onnx'));
  }

  #nameOf(bytes: Uint8Array): string {
    return `${this.#prefix}-${hashOf(bytes)}.onnx`;
  }
}

/** Optimised models use what the CPU can do, and are for one of its kind. */
function stableText(key: CacheKey): string {
  const { platform, arch } = process;
  return JSON.stringify({ ...key, platform, arch, cpu: cpus()[0]?.model });
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
