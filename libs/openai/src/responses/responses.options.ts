import { LitServeConfigurationError } from '#core';

/** What is kept of responses, in this process and no other. */
export interface OpenAIResponsesModuleOptions {
  /** Responses that can be retrieved or continued; the oldest go. 0 keeps none. @default 1_000 */
  readonly maxStored?: number;
  /** What they may take together, in bytes; a larger one is not kept. @default 64 MiB */
  readonly maxStoredBytes?: number;
  /** How long one is kept, in milliseconds. @default 3_600_000 */
  readonly ttlMs?: number;
  /** Responses that may run in the background at once; beyond it 429. 0 refuses them all. @default 32 */
  readonly maxBackground?: number;
}

export const RESPONSES_DEFAULTS: Required<OpenAIResponsesModuleOptions> = {
  maxStored: 1000,
  maxStoredBytes: 64 * 2 ** 20,
  ttlMs: 3_600_000,
  maxBackground: 32,
};

/** @throws LitServeConfigurationError naming each option that is no number from 0 */
export function readResponsesOptions(
  given: OpenAIResponsesModuleOptions = {},
): Required<OpenAIResponsesModuleOptions> {
  const problems = Object.entries(given)
    .filter(([, value]: [string, unknown]) => typeof value !== 'number' || !(value >= 0))
    .map(
      ([name, value]) =>
        `OpenAIModule.forRoot: responses.${name} must be a number from 0, got ${String(value)}`,
    );
  if (problems.length > 0) throw new LitServeConfigurationError(problems);
  const options = { ...RESPONSES_DEFAULTS, ...given };
  return options.maxStored === 0 ? { ...options, maxBackground: 0 } : options;
}
