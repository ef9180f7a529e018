/** What arrived in the worker, as JSON can show it. */
export function shown(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return `Buffer ${value.length} ${value.subarray(0, 4).toString()}`;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
}

export function form(entries: readonly (readonly [string, string | Blob, string?])[]): FormData {
  const made = new FormData();
  for (const [name, value, fileName] of entries) {
    if (typeof value === 'string') made.append(name, value);
    else made.append(name, value, fileName);
  }
  return made;
}

export const PNG = new Blob(['1234567'], { type: 'image/png' });
