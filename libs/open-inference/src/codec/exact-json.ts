const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * Reads JSON again, with integers that a number may not hold exactly as texts of their digits.
 *
 * @param json has been parsed before, so it is well-formed
 */
export function parseWithLongIntegersAsText(json: string): unknown {
  return JSON.parse(json.replace(TOKENS, (token) => (LONG_INTEGER.test(token) ? `"${token}"` : token)));
}
