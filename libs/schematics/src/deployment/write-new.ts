import {
  apply,
  applyTemplates,
  filter,
  forEach,
  mergeWith,
  move,
  SchematicsException,
  url,
  type Rule,
} from '@angular-devkit/schematics';

/**
 * Writes templates into a folder of the workspace. What is there is the user's: a file in `keep` stays as it is.
 *
 * @throws SchematicsException when another file is there already
 */
export function writeNew(values: object, folder: string, keep: readonly string[] = []): Rule {
  return (tree) =>
    mergeWith(
      apply(url('./files'), [
        applyTemplates(values),
        move(folder),
        filter((path) => !(keep.includes(path) && tree.exists(path))),
        forEach((entry) => {
          if (!tree.exists(entry.path)) return entry;
          throw new SchematicsException(
            `Expected no ${entry.path.slice(1)} here yet: move it away first, to compare it with a new one`,
          );
        }),
      ]),
    );
}
