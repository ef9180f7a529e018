import type { Sdk } from '../server/mcp-sdk.js';
import { describeError } from './describe-error.js';

/** Where a result says in data what its text says in words. */
export const ERROR_META = 'litserve/error';

/** A call that failed, for the language model to read, and in data for the host. */
export function errorResult(error: unknown, requestId: string): Sdk.CallToolResult {
  const { message, ...described } = describeError(error);
  const { code, statusCode, retryAfterSeconds: seconds } = described;
  const about = [
    code,
    `status ${statusCode}`,
    seconds === undefined ? undefined : `retry after ${Math.ceil(seconds)} s`,
    `request ${requestId}`,
  ];
  const text = `${message} (${about.filter((one) => one !== undefined).join(', ')})`;
  return {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { [ERROR_META]: { ...described, requestId } },
  };
}
