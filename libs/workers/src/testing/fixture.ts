import { fileURLToPath } from 'node:url';

/** The path of a program that plays a worker in the specs. */
export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../process/fixtures/${name}.mjs`, import.meta.url));
