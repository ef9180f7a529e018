import { BadRequestException, HttpException } from '@nestjs/common';
import { LitServeException } from '#core';
import type { Sdk } from '../server/mcp-sdk.js';
import { describeError } from '../errors/describe-error.js';
import type { CheckedSchema } from '../schema/tool-schema.js';
import type { ServedTool } from './mcp-tools.js';
import { joined, toolResult } from './tool-result.js';

/**
 * What goes into an endpoint, before it is queued.
 *
 * @throws BadRequestException that says to a language model what to do better; what a schema that is broken throws
 */
export async function checkArguments(input: CheckedSchema, given: unknown): Promise<unknown> {
  try {
    return await input.check(given);
  } catch (error) {
    if (!(error instanceof HttpException)) throw error;
    throw new BadRequestException(`Invalid arguments: ${describeError(error).message}`);
  }
}

/**
 * What came out of it, as the tool gives it.
 *
 * @throws LitServeException `internal_error` when it is not what the tool promises
 */
export async function resultOf(
  { endpoint, options, output }: ServedTool,
  chunks: readonly unknown[],
): Promise<Sdk.CallToolResult> {
  const { stream } = endpoint.options;
  const answer = stream ? chunks : chunks[0];
  const value = options.encode ? options.encode(answer) : stream ? joined(chunks) : answer;
  const result = toolResult(value, output !== undefined);
  try {
    await output?.check(result.structuredContent);
  } catch (error) {
    const cause = new Error(`${endpoint.cls.name}: not its outputSchema: ${describeError(error).message}`);
    throw new LitServeException('internal_error', { cause });
  }
  return result;
}
