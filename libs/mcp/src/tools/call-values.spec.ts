import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { CheckedSchema } from '../schema/tool-schema.js';
import { checkArguments, resultOf } from './call-values.js';
import type { ServedTool } from './mcp-tools.js';

const failing = (error: Error): CheckedSchema => ({ json: {}, check: () => Promise.reject(error) });

describe('arguments', () => {
  it('that do not fit are refused in words', async () => {
    const input = failing(new BadRequestException(['a must be a string', 'b is missing']));
    await expect(checkArguments(input, {})).rejects.toMatchObject({
      status: 400,
      message: 'Invalid arguments: a must be a string; b is missing',
    });
  });

  it('are not blamed for a schema that is broken', async () => {
    await expect(checkArguments(failing(new TypeError('broken')), {})).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a result', () => {
  const tool = (stream: boolean, encode?: (given: unknown) => unknown, output?: CheckedSchema): ServedTool =>
    ({ endpoint: { cls: class Api {}, options: { stream } }, options: { encode }, output }) as never;

  it('is of the answer, or of all chunks', async () => {
    expect(await resultOf(tool(false), ['a'])).toMatchObject({ content: [{ text: 'a' }] });
    expect(await resultOf(tool(true), ['a', 'b'])).toMatchObject({ content: [{ text: 'ab' }] });
    const counted = tool(true, (chunks) => ({ count: (chunks as unknown[]).length }));
    expect(await resultOf(counted, ['a', 'b'])).toMatchObject({ structuredContent: { count: 2 } });
  });

  it('that is not what was promised is an error of the server, whose reason is for the log', async () => {
    const output = failing(new BadRequestException('n must be a number'));
    await expect(resultOf(tool(false, undefined, output), [{ n: 'x' }])).rejects.toMatchObject({
      code: 'internal_error',
      message: 'Internal server error',
      cause: { message: 'Api: not its outputSchema: n must be a number' },
    });
  });
});
