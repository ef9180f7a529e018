import { describe, expect, it } from '@jest/globals';
import { formFields } from './form-fields.js';

describe('formFields', () => {
  it('makes a list of what is repeated', () => {
    const fields: [string, string][] = [
      ['a', '1'],
      ['b', 'x'],
      ['a', '2'],
      ['a', '3'],
    ];
    expect(formFields(fields)).toEqual({ a: ['1', '2', '3'], b: 'x' });
  });

  it('keeps names of Object.prototype as data, and drops __proto__', () => {
    const fields = formFields([
      ['__proto__', 'x'],
      ['__proto__', 'y'],
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(Object.entries(fields)).toEqual([
      ['constructor', 'c'],
      ['toString', 't'],
    ]);
  });

  it('takes time in proportion to its fields, however often a name comes', () => {
    const entries = Array.from({ length: 200_000 }, (): [string, string] => ['a', '1']);
    // Copying the list for each would take minutes.
    expect(formFields(entries)['a']).toHaveLength(entries.length);
  });
});
