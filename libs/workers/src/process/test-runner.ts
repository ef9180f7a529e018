/** Set by Jest, Vitest and `node --test` for the code of tests. */
const VARIABLES = ['JEST_WORKER_ID', 'VITEST', 'NODE_TEST_CONTEXT'] as const;

/** Whether this process runs tests: then its main file is the runner, and running that again runs the tests again. */
export function isUnderTestRunner(env: NodeJS.ProcessEnv = process.env): boolean {
  return VARIABLES.some((name) => env[name] !== undefined);
}
