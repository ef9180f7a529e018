import { join, normalize, strings } from '@angular-devkit/core';
import { SchematicsException } from '@angular-devkit/schematics';

export interface LocationOptions {
  readonly name: string;
  readonly path?: string;
  readonly sourceRoot: string;
  readonly flat: boolean;
}

export interface Location {
  /** In kebab case, without folders. */
  readonly name: string;
  /** From the root of the workspace, with a leading slash. */
  readonly folder: string;
}

/**
 * Where files of this name go: `models/sentiment` is `/src/models/sentiment`, flat it is `/src/models`.
 *
 * @param suffixes words that the class gets anyway, and that a name given with them loses
 * @throws SchematicsException when no class can have the name
 */
export function locate(options: LocationOptions, suffixes: readonly string[] = []): Location {
  const folders = `${options.path ?? ''}/${options.name}`.split('/').filter(Boolean).map(strings.dasherize);
  const given = folders.pop() ?? '';
  const suffix = suffixes.find((one) => given.endsWith(`-${one}`));
  const name = suffix === undefined ? given : given.slice(0, -suffix.length - 1);
  if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(name)) {
    throw new SchematicsException(
      `Expected a name of letters, digits and dashes that begins with a letter, such as models/sentiment, got "${options.name}"`,
    );
  }
  const parent = join(normalize('/'), options.sourceRoot, ...folders);
  return { name, folder: options.flat ? parent : join(parent, name) };
}
