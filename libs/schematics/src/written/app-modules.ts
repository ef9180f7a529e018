import type { Rule } from '@angular-devkit/schematics';
import { rootModule } from '../project/root-module.js';
import { usesOf } from '../project/uses-of.js';
import { addToModuleFile } from './add-to-module-file.js';

/** A module that an app imports once, by `forRoot()`. */
export interface AppModule {
  readonly name: string;
  readonly from: string;
}

export const LIT_SERVE_MODULE: AppModule = { name: 'LitServeModule', from: 'nestjs-litserve' };
export const OPENAI_MODULE: AppModule = { name: 'OpenAIModule', from: 'nestjs-litserve/openai' };
export const MCP_MODULE: AppModule = { name: 'McpModule', from: 'nestjs-litserve/mcp' };

/** Imports modules into the root module, those that no file of the app has yet. */
export function importAppModules(modules: readonly AppModule[], sourceRoot: string, format: boolean): Rule {
  return async (tree, context) => {
    const root = rootModule(tree, sourceRoot);
    for (const { name, from } of modules) {
      if (usesOf(tree, `/${sourceRoot}`, `${name}.forRoot`)) continue;
      const expression = `${name}.forRoot()`;
      if (root === undefined) {
        context.logger.warn(
          `No module was found in ${sourceRoot}: import ${expression} of ${from} yourself.`,
        );
        continue;
      }
      await addToModuleFile(tree, root, { list: 'imports', symbol: name, expression, from, format });
    }
  };
}
