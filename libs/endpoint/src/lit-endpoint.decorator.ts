import { appendEndpoint } from './endpoint.metadata.js';
import type { LitEndpointOptions } from './endpoint.options.js';

/**
 * Turns a provider class into a model endpoint: one POST route whose `predict` runs in batches in worker processes.
 * Several on one class are allowed; they share one instance and one `setup`. Guards, pipes, interceptors and filters
 * go on the class, parameter decorators on `decodeRequest`, as on a controller.
 *
 * @param path route of the endpoint; default `/predict`
 * @throws LitServeConfigurationError at boot, for every bad option at once
 * @example
 * @LitEndpoint('/predict', { maxBatchSize: 16 })
 * export class DigitsApi { async setup(device: Device) { … } predict(batch: number[][]) { … } }
 */
export function LitEndpoint(path?: string, options?: Omit<LitEndpointOptions, 'path'>): ClassDecorator;
export function LitEndpoint(options: LitEndpointOptions): ClassDecorator;
export function LitEndpoint(
  pathOrOptions: string | LitEndpointOptions = {},
  options: Omit<LitEndpointOptions, 'path'> = {},
): ClassDecorator {
  const isOptions = typeof pathOrOptions === 'object' && pathOrOptions !== null;
  // What is neither is kept as the path, so that the boot complains about it with everything else.
  const given = isOptions ? pathOrOptions : { ...options, path: pathOrOptions };
  return (target) => appendEndpoint(target, given);
}
