/** A key of an object, an index, a call such as `entries()`, or nothing for the value at the root. */
export type PathKey = string | number | undefined;

/** @example pathOf('args', [0, 'user', 'first name']) // args[0].user["first name"] */
export function pathOf(root: string, keys: readonly PathKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (key === undefined) return path;
    if (typeof key === 'number') return `${path}[${key}]`;
    return /^[A-Za-z_$][\w$]*(\(\))?$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
  }, root);
}
