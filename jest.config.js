import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { availableParallelism } from 'node:os';

const { OPENAI_PACKAGE } = process.env;

/** Another `openai` than the installed one: test/clients/newest-openai.mjs. */
const openai = OPENAI_PACKAGE && {
  '^openai$': `${OPENAI_PACKAGE}/index.mjs`,
  '^openai/(.+)$': `${OPENAI_PACKAGE}/$1.mjs`,
};

const GUIDES = join(import.meta.dirname, 'docs/guides');

/** The guides whose examples are tests: they are run as such. */
const testedGuides = readdirSync(GUIDES).filter((name) =>
  readFileSync(join(GUIDES, name), 'utf8').includes("from '@jest/globals'"),
);

/** Native ESM: Nest 12 packages are ESM only, and Jest can require() ESM only on Node >= 24.9. */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/{libs,apps,test}/**/*.{spec,e2e-spec}.ts',
    ...testedGuides.map((name) => `<rootDir>/docs/guides/${name}`),
  ],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node', 'md'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.md'],
  moduleNameMapper: {
    ...openai,
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^#([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^nestjs-litserve$': '<rootDir>/libs/core/src/index.ts',
    '^nestjs-litserve/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  transform: {
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json' }],
    '^.+\\.md$': '<rootDir>/test/support/markdown-tests.mjs',
  },
  testTimeout: 20_000,
  // Modules of a file are not given back: one process for all of them grows to 4 GB, and collects more than it tests.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
};
