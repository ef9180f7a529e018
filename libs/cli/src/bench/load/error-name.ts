/** What errors are counted by: the status with the code of our own bodies or OpenAI's, where there is one. */
export function errorName(status: number, body: string): string {
  const code = codeOf(body);
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** `{ code }`, or `{ error: { code } }`; `undefined` when it is something else. */
export function codeOf(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const outer = textIn(parsed, 'code');
  if (outer !== undefined || typeof parsed !== 'object' || parsed === null) return outer;
  return textIn((parsed as { readonly error?: unknown }).error, 'code');
}

function textIn(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = (value as Readonly<Record<string, unknown>>)[key];
  return typeof found === 'string' ? found : undefined;
}
