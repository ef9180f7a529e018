import { Module, type ModuleMetadata } from '@nestjs/common';
import type { ModuleDefinition } from './module-tree.js';

/** What `NestFactory.create*` takes as its root: a module, or, since Nest 12, bare metadata. */
export type RootReference = ModuleDefinition | ModuleMetadata | Promise<ModuleDefinition | ModuleMetadata>;

/** The root as a module; bare metadata gets the class, and so the name, that Nest gives it. */
export async function rootModule(reference: RootReference): Promise<ModuleDefinition> {
  const root = await reference;
  if (typeof root === 'function' || 'module' in root) return root;
  class AppModule {}
  Module(root)(AppModule);
  return AppModule;
}
