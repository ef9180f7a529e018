import { filesUnder, type TextFile } from './repository.js';

/** Every TypeScript file of the libs, specs too. */
export const libFiles = (): TextFile[] => filesUnder('libs', '.ts');

/** The files of the libs that run at the user's: no specs, and nothing that only specs use. */
export const shippedFiles = (): TextFile[] => libFiles().filter(({ path }) => !isForSpecs(path));

export function isForSpecs(path: string): boolean {
  return /\.(e2e-)?spec\./.test(path) || /\/src\/(.*\/)?(testing|fixtures)\//.test(path);
}

/** `wire` for `libs/wire/src/…`. */
export function libOf(path: string): string | undefined {
  return /^libs\/([^/]+)\//.exec(path)?.[1];
}
