import { expect, it } from '@jest/globals';
import { oneList } from '../../tools/changelog.mjs';
import { read } from './support/repository.js';

const PREFACE = '# Changelog\n\nWhat a user can notice.\n';

it('a version is one list, with what was unreleased', () => {
  const written = `# Changelog

## 0.2.0

### Minor Changes

- A new door.
  It opens.

### Patch Changes

- A hinge.

What a user can notice.

## Unreleased

- A bell.

## 0.1.0

- A house.
`;
  expect(oneList(written, '0.2.0')).toBe(
    `${PREFACE}\n## 0.2.0\n\n- A new door.\n  It opens.\n- A hinge.\n- A bell.\n\n## 0.1.0\n\n- A house.\n`,
  );
});

it('without changesets, what is unreleased becomes the version', () => {
  expect(oneList(`${PREFACE}\n## Unreleased\n\n- A house.\n`, '0.1.0')).toBe(
    `${PREFACE}\n## 0.1.0\n\n- A house.\n`,
  );
});

it('loses no line of the changelog there is', () => {
  const { text } = read('CHANGELOG.md');
  const lines = (of: string): string[] =>
    of.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('##'));
  expect(lines(oneList(text, '9.9.9'))).toEqual(lines(text));
});
