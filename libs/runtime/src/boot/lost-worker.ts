import { LitServeConfigurationError } from '#common';
import { errorToData } from '#wire';
import { ParentLink, type ForkedProcess } from './parent-link.js';
import { BOOT_FAILED } from './worker-process.js';

/**
 * For a worker in which a whole app comes up: its main file starts apps by something else than `NestFactory.create`,
 * as tests do. It tells the HTTP process why, whose own boot fails with that, and ends before the app does anything.
 */
export async function refuseToServe(
  mainFile = process.argv[1],
  self: ForkedProcess = process,
): Promise<never> {
  const error = new LitServeConfigurationError([
    `LitServeModule.forRoot(): worker must be given here, because ${mainFile} makes its app by something else than ` +
      "NestFactory.create; pass for instance worker: 'dist/main.js' (or isolation: 'inline', in tests)",
  ]);
  const parent = new ParentLink(self, () => {});
  parent.control({ litserve: 'boot-failed', error: errorToData(error) });
  await parent.leave(BOOT_FAILED);
  throw error;
}
