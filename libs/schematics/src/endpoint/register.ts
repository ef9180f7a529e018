import { dirname, normalize, strings } from '@angular-devkit/core';
import { type Rule, type SchematicContext, type Tree } from '@angular-devkit/schematics';
import { importEnding, relativeImport } from '../project/import-ending.js';
import type { Location } from '../project/location.js';
import { nearestModule } from '../project/nearest-module.js';
import { rootModule } from '../project/root-module.js';
import { addToModuleFile } from '../written/add-to-module-file.js';
import { usesOf } from '../project/uses-of.js';
import type { AppModule } from './endpoint-kinds.js';
import type { EndpointOptions } from './endpoint.options.js';

/** In a folder of its own an endpoint has a module of its own: workers start that and not the whole app. */
export function hasOwnModule(tree: Tree, { folder }: Location, { flat }: EndpointOptions): boolean {
  return !flat && !nearestModule(tree, folder)?.startsWith(`${folder}/`);
}

/** The class becomes a provider of the nearest module; or its own module is imported there. */
export function registerEndpoint(location: Location, options: EndpointOptions): Rule {
  return async (tree, context) => {
    const { folder, name } = location;
    const isModule = hasOwnModule(tree, location, options);
    const [ending, what] = isModule ? ['module', 'Module'] : ['api', 'Api'];
    const symbol = `${strings.classify(name)}${what}`;
    const module = nearestModule(tree, isModule ? dirname(normalize(folder)) : folder);
    const from = `${folder}/${name}.${ending}`;
    if (module === undefined) {
      context.logger.warn(`No module was found above ${folder}: add ${symbol} to one yourself.`);
      return;
    }
    await addToModuleFile(tree, module, {
      list: isModule ? 'imports' : 'providers',
      symbol,
      from: relativeImport(module, from, importEnding(tree, folder)),
      format: options.format,
    });
  };
}

/** What an app imports once, into its root module, unless some file of the app has it already. */
export function registerAppModules(
  { folder }: Location,
  modules: readonly AppModule[],
  options: EndpointOptions,
): Rule {
  return async (tree, context) => {
    const missing = modules.filter(({ name }) => !usesOf(tree, `/${options.sourceRoot}`, `${name}.forRoot`));
    if (missing.length === 0) return;
    const root = rootModule(tree, folder);
    for (const one of missing) await registerIn(root, one, options.format)(tree, context);
  };
}

function registerIn(root: string | undefined, { name, from }: AppModule, format: boolean) {
  return async (tree: Tree, context: SchematicContext): Promise<void> => {
    if (root === undefined) {
      context.logger.warn(`No root module was found: import ${name}.forRoot() of ${from} yourself.`);
      return;
    }
    await addToModuleFile(tree, root, {
      list: 'imports',
      symbol: name,
      expression: `${name}.forRoot()`,
      from,
      format,
    });
  };
}
