import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Prettier from 'prettier';

/** The app's own prettier, by its own configuration; `undefined` when it has none. */
export async function loadFormatter(): Promise<Formatter | undefined> {
  try {
    const file = createRequire(join(process.cwd(), 'package.json')).resolve('prettier');
    const loaded = (await import(pathToFileURL(file).href)) as typeof Prettier & {
      default?: typeof Prettier;
    };
    return new Formatter(loaded.default ?? loaded);
  } catch {
    return undefined;
  }
}

export class Formatter {
  readonly #prettier: typeof Prettier;

  constructor(prettier: typeof Prettier) {
    this.#prettier = prettier;
  }

  async format(path: string, text: string): Promise<string> {
    return this.#prettier.format(text, await this.#options(path));
  }

  async isFormatted(path: string, text: string): Promise<boolean> {
    return this.#prettier.check(text, await this.#options(path));
  }

  async #options(path: string): Promise<Prettier.Options> {
    const filepath = join(process.cwd(), path);
    return { ...(await this.#prettier.resolveConfig(filepath)), filepath };
  }
}
