import type { CallScope } from '../call/call-scope.js';
import { parseJson } from './parse-json.js';

/** The whole of an answer: JSON as what it says, a text, or bytes; `undefined` where there is none. */
export async function readAnswer(
  response: Response,
  scope: CallScope,
  requestId: string | undefined,
): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const isJson = isJsonType(type);
  if (!isJson && !type.startsWith('text/')) {
    const bytes = await scope.lost(response.arrayBuffer(), requestId);
    return bytes.byteLength === 0 && type === '' ? undefined : new Uint8Array(bytes);
  }
  const text = await scope.lost(response.text(), requestId);
  if (!isJson) return text;
  return text === '' ? undefined : parseJson(text, response.status, requestId);
}

export const isJsonType = (type: string): boolean => /^application\/([\w.-]+\+)?json\b/i.test(type);
