import type { InferenceSession } from 'onnxruntime-node';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device } from '#endpoint';
import type { OnnxRuntime } from './load-onnxruntime.js';
import type { ModelSource } from './model-source.js';
import type { OnnxModelOptions } from './onnx-model.options.js';
import { OptimizedCache } from './optimized-cache.js';

type SessionOptions = InferenceSession.SessionOptions;

/** @throws Error when it is no model this device can run */
export async function createSession(
  { name, content, sha256 }: ModelSource,
  device: Device,
  { sessionOptions, cacheDir }: OnnxModelOptions,
  runtime: typeof OnnxRuntime,
): Promise<InferenceSession> {
  const options: SessionOptions = { ...device.sessionOptions(), ...sessionOptions };
  const create = (model: string | Uint8Array, own: SessionOptions): Promise<InferenceSession> =>
    typeof model === 'string'
      ? runtime.InferenceSession.create(model, own)
      : runtime.InferenceSession.create(model, own);
  try {
    if (cacheDir === undefined || sha256 === undefined || typeof content === 'string') {
      return await create(content, options);
    }
    const cache = new OptimizedCache(resolve(cacheDir instanceof URL ? fileURLToPath(cacheDir) : cacheDir), {
      sha256,
      runtimeVersion: runtime.env.versions.node ?? runtime.env.versions.common,
      providers: (options.executionProviders ?? []).map(providerName),
      options: sessionOptions,
    });
    return await cache.session(content, options, create);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`OnnxModel: ${name} could not be loaded on ${device.type}: ${reason}`, { cause });
  }
}

const providerName = (provider: InferenceSession.ExecutionProviderConfig): string =>
  typeof provider === 'string' ? provider : provider.name;
