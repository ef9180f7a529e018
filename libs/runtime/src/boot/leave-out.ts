import type { Type } from '@nestjs/common';
import { repeatNumbering } from './locate-hosts.js';
import { moduleClass, modulesUnder, type ModuleDefinition } from './module-tree.js';

/**
 * The name of each module class: its own, with a suffix where an earlier one has it (`QueueModule#2`). Whoever lists the
 * modules of an app in the order in which Nest scans them gives them the same names.
 */
export function nameModules(classes: Iterable<unknown>): Map<unknown, string> {
  const numbered = repeatNumbering();
  return new Map([...new Set(classes)].map((cls) => [cls, numbered((cls as Type).name)]));
}

/**
 * Takes modules out of an app's tree, wherever they are imported or passed on. It changes what decorators have written
 * and dynamic modules hold, so it is for processes that boot nothing else.
 *
 * @param names as {@link nameModules} gives them
 * @returns the modules that were taken out
 */
export async function leaveOut(
  root: ModuleDefinition,
  names: readonly string[],
): Promise<readonly ModuleDefinition[]> {
  const modules = await modulesUnder(root);
  const all = nameModules(modules.map(moduleClass));
  const isOut = (cls: unknown): boolean => names.includes(all.get(cls) ?? '');
  for (const module of modules) {
    const cls = moduleClass(module);
    if (isOut(cls)) continue;
    for (const key of ['imports', 'exports'] as const) {
      const declared = (Reflect.getMetadata(key, cls) ?? []) as unknown[];
      Reflect.defineMetadata(key, await without(isOut, declared), cls);
      if ('module' in module && module[key])
        Object.assign(module, { [key]: await without(isOut, module[key]) });
    }
  }
  return modules.filter((module) => isOut(moduleClass(module)));
}

async function without(isOut: (cls: unknown) => boolean, list: readonly unknown[]): Promise<unknown[]> {
  const kept = await Promise.all(list.map(async (entry) => !isOut(await classOf(entry))));
  return list.filter((_, index) => kept[index]);
}

/** The class of a module as it may be written in `imports` and `exports`; anything for what is none. */
async function classOf(entry: unknown): Promise<unknown> {
  const settled = await entry;
  if (typeof settled !== 'object' || settled === null) return settled;
  if ('forwardRef' in settled) return classOf((settled.forwardRef as () => unknown)());
  return 'module' in settled ? settled.module : settled;
}
