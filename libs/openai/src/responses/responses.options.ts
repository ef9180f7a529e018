import type { ExecutionContext } from '@nestjs/common';
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
  /**
   * Whose a response is, by the request for it and when guards have let that in; nobody else finds it. Without it, who
   * passes the guards and knows the id does.
   *
   * @default none
   */
  readonly owner?: (context: ExecutionContext) => string | undefined;
}

export const RESPONSES_DEFAULTS: Required<Omit<OpenAIResponsesModuleOptions, 'owner'>> = {
  maxStored: 1000,
  maxStoredBytes: 64 * 2 ** 20,
  ttlMs: 3_600_000,
  maxBackground: 32,
};

export type ResponsesSettings = typeof RESPONSES_DEFAULTS & Pick<OpenAIResponsesModuleOptions, 'owner'>;

/** @throws LitServeConfigurationError naming each option that is not what it must be */
export function readResponsesOptions(given: OpenAIResponsesModuleOptions = {}): ResponsesSettings {
  const { owner, ...numbers } = given;
  const problems = Object.entries(numbers)
    .filter(([, value]: [string, unknown]) => typeof value !== 'number' || !(value >= 0))
    .map(([name, value]) => `responses.${name} must be a number from 0, got ${String(value)}`);
  if (owner !== undefined && typeof owner !== 'function') problems.push('responses.owner must be a function');
  if (problems.length > 0)
    throw new LitServeConfigurationError(problems.map((one) => `OpenAIModule.forRoot: ${one}`));
  const options = { ...RESPONSES_DEFAULTS, ...given };
  return options.maxStored === 0 ? { ...options, maxBackground: 0 } : options;
}
