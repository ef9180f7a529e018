import { strings } from '@angular-devkit/core';
import type { Rule } from '@angular-devkit/schematics';
import { importEnding, relativeImport } from '../project/import-ending.js';
import type { Location } from '../project/location.js';
import { nearestModule } from '../project/nearest-module.js';
import { addToModuleFile } from './add-to-module-file.js';

export interface Registration {
  /** `module` for a class that is imported, another for a provider; `sentiment.api.ts` has a `SentimentApi`. */
  readonly kind: 'module' | 'api';
  /** Where the search for the nearest module begins, upwards. */
  readonly searchFrom: string;
  readonly format: boolean;
}

/** Puts the class of a new file into the nearest module. */
export function registerClass({ name, folder }: Location, { kind, searchFrom, format }: Registration): Rule {
  return async (tree, context) => {
    const symbol = strings.classify(name) + strings.classify(kind);
    const module = nearestModule(tree, searchFrom);
    if (module === undefined) {
      context.logger.warn(`No module was found above ${folder}: add ${symbol} to one yourself.`);
      return;
    }
    await addToModuleFile(tree, module, {
      list: kind === 'module' ? 'imports' : 'providers',
      symbol,
      from: relativeImport(module, `${folder}/${name}.${kind}`, importEnding(tree, folder)),
      format,
    });
  };
}
