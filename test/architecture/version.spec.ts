import { expect, it } from '@jest/globals';
import { packageJson, read } from './support/repository.js';

const FILE = 'libs/core/src/lit-serve.version.ts';
const versionIn = (text: string): string | undefined => /LITSERVE_VERSION = '([^']+)'/.exec(text)?.[1];

it('the version in the source is the one that is published', () => {
  expect(versionIn(read(FILE).text)).toBe(packageJson().version);
});

it('a source without a version is noticed', () => {
  expect(versionIn("export const LITSERVE = '0.1.0';")).toBeUndefined();
});
