const { OPENAI_PACKAGE } = process.env;

/** Another `openai` than the installed one: test/clients/newest-openai.mjs. */
const openai = OPENAI_PACKAGE && {
  '^openai$': `${OPENAI_PACKAGE}/index.mjs`,
  '^openai/(.+)$': `${OPENAI_PACKAGE}/$1.mjs`,
};

/** Native ESM: Nest 12 packages are ESM only, and Jest can require() ESM only on Node >= 24.9. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{libs,apps,test}/**/*.{spec,e2e-spec}.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    ...openai,
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^#([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^nestjs-litserve$': '<rootDir>/libs/core/src/index.ts',
    '^nestjs-litserve/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json' }] },
  testTimeout: 20_000,
};
