import { expect, it } from '@jest/globals';
import { isWithin } from './version-range.js';

it.each([
  ['12.5.1', '^12.0.0', true],
  ['13.0.0', '^12.0.0', false],
  ['11.9.9', '^12.0.0', false],
  ['1.22.0', '^1.22.0', true],
  ['1.21.9', '^1.22.0', false],
  ['0.15.1', '^0.14.0 || ^0.15.0', true],
  ['0.16.0', '^0.14.0 || ^0.15.0', false],
  ['0.2.2', '^0.2.0', true],
  ['20.19.0', '>=20.19.0', true],
  ['24.1.0', '>=20.19.0', true],
  ['20.18.3', '>=20.19.0', false],
  ['12.0.0-next.1', '^12.0.0', true],
  ['x', '^1.0.0', false],
])('%s within %s: %s', (version, range, expected) => expect(isWithin(version, range)).toBe(expected));
