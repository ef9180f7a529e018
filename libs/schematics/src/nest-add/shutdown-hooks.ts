import type { Rule } from '@angular-devkit/schematics';
import { mainFile } from '../project/root-module.js';
import { addShutdownHooks } from '../source/add-shutdown-hooks.js';
import { loadCompiler } from '../source/compiler.js';
import { editSource } from '../written/edit-source.js';
import { loadFormatter } from '../written/prettier.js';

/** Lets the app finish its requests when it is stopped; where the entry file is unlike Nest's, it says what to add. */
export function enableShutdownHooks(sourceRoot: string): Rule {
  return async (tree, context) => {
    const main = mainFile(tree, sourceRoot);
    const changed = main && addShutdownHooks(loadCompiler(), tree.readText(main));
    if (main === undefined || changed === undefined) {
      context.logger.warn(
        'Call app.enableShutdownHooks() before app.listen(): it lets requests finish at a stop.',
      );
      return;
    }
    await editSource(tree, main, () => changed, await loadFormatter());
  };
}
