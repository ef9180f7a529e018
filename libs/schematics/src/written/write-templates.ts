import { strings } from '@angular-devkit/core';
import {
  apply,
  applyTemplates,
  filter,
  mergeWith,
  move,
  noop,
  url,
  type Rule,
} from '@angular-devkit/schematics';
import { importEnding } from '../project/import-ending.js';
import type { Location } from '../project/location.js';
import { testImports } from '../project/test-imports.js';
import type { SourceOptions } from './source.options.js';

/** Writes the templates of a folder beside the generator, spec files only if they are wanted. */
export function writeTemplates(templates: string, location: Location, options: SourceOptions): Rule {
  return (tree) => {
    const names = {
      ...strings,
      name: location.name,
      constant: strings.underscore(location.name).toUpperCase(),
      ending: importEnding(tree, location.folder),
      suffix: options.specFileSuffix,
      testImports: testImports(tree),
    };
    return mergeWith(
      apply(url(templates), [
        options.spec ? noop() : filter((path) => !path.includes('__suffix__')),
        applyTemplates(names),
        move(location.folder),
      ]),
    );
  };
}
