import { SchematicsException, type Tree } from '@angular-devkit/schematics';
import { addImport } from '../source/add-import.js';
import { addToModule, type ModuleList } from '../source/add-to-module.js';
import { loadCompiler } from '../source/compiler.js';
import { editSource } from './edit-source.js';
import { loadFormatter } from './prettier.js';

export interface ModuleEntry {
  readonly list: ModuleList;
  readonly symbol: string;
  /** What stands in the list. @default the symbol */
  readonly expression?: string;
  /** The specifier the symbol is imported by. */
  readonly from: string;
  /** Formats the file even if it was not formatted before. */
  readonly format: boolean;
}

/**
 * Puts an entry into a list of a module, with its import; one that is there stays as it is.
 *
 * @throws SchematicsException when the file has no `@Module` that can be read
 */
export async function addToModuleFile(tree: Tree, path: string, entry: ModuleEntry): Promise<void> {
  const { list, symbol, expression = symbol, from, format } = entry;
  const ts = loadCompiler();
  const change = (source: string): string => {
    const listed = addToModule(ts, source, list, symbol, expression);
    if (listed === undefined) {
      throw new SchematicsException(
        `Expected a class with @Module({ ... }) in ${path}. Add ${expression} to its ${list} yourself, or use --skip-import`,
      );
    }
    return listed === source ? source : addImport(ts, listed, symbol, from);
  };
  await editSource(tree, path, change, await loadFormatter(), format);
}
