import { strings } from '@angular-devkit/core';
import {
  apply,
  applyTemplates,
  chain,
  filter,
  mergeWith,
  move,
  noop,
  SchematicsException,
  url,
  type Rule,
} from '@angular-devkit/schematics';
import { importEnding } from '../project/import-ending.js';
import { locate, type Location } from '../project/location.js';
import { installWhenAdded } from '../written/install.js';
import { formatNewFiles } from '../written/format-new-files.js';
import type { EndpointOptions } from './endpoint.options.js';
import { ENDPOINT_KINDS } from './endpoint-kinds.js';
import { hasOwnModule, registerAppModules, registerEndpoint } from './register.js';
import { SPEC, VALIDATION } from './packages.js';

/** `nest g -c nestjs-litserve endpoint`: a class, its DTO and its spec, in a module the app imports. */
export function endpoint(options: EndpointOptions): Rule {
  if (options.language !== 'ts') {
    throw new SchematicsException(`Expected a TypeScript project, got language ${options.language}`);
  }
  const location = locate(options, ['api', 'endpoint']);
  const kind = ENDPOINT_KINDS[options.type];
  return chain([
    (tree) => {
      const register = options.skipImport
        ? noop()
        : chain([registerEndpoint(location, options), registerAppModules(location, kind.modules, options)]);
      // Before the files are there: the module it makes itself is not one to be registered in.
      return chain([register, writeFiles(location, options, hasOwnModule(tree, location, options))]);
    },
    installWhenAdded({ ...VALIDATION, ...kind.packages }, options.spec ? SPEC : {}, options.skipInstall),
    formatNewFiles(location.folder),
  ]);
}

function writeFiles(location: Location, options: EndpointOptions, withModule: boolean): Rule {
  return (tree) => {
    const names = {
      ...strings,
      ...location,
      suffix: options.specFileSuffix,
      ending: importEnding(tree, location.folder),
    };
    const write = (source: string) =>
      mergeWith(
        apply(url(source), [
          options.spec ? noop() : filter((path) => !path.includes('__suffix__')),
          applyTemplates(names),
          move(location.folder),
        ]),
      );
    return chain([write(`./files/${options.type}`), withModule ? write('./files/module') : noop()]);
  };
}
