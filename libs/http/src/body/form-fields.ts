/**
 * The fields of a form by name, repeated ones as a list. A field `__proto__` is dropped, as in JSON bodies: merging it
 * into another object would change a prototype. Of other names nothing is to fear, as no field is an object of keys.
 */
export function formFields<Value extends string | object>(
  entries: Iterable<readonly [name: string, value: Value]>,
): Record<string, Value | Value[]> {
  const fields = new Map<string, Value | Value[]>();
  for (const [name, value] of entries) {
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(name, [before, value]);
  }
  fields.delete('__proto__');
  return Object.fromEntries(fields);
}
