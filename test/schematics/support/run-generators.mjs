/**
 * Runs generators of the built collection on trees in memory, for specs: a process of its own, because the devkit
 * requires ES modules, which Jest cannot do before Node 24.9.
 */
import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { fileURLToPath } from 'node:url';

const collection = new URL('../../../dist/libs/schematics/src/collection.json', import.meta.url);

process.on('message', async ({ id, ...request }) => {
  const answer = await generate(request).catch((error) => ({ error: error.message }));
  process.send({ id, ...answer });
});

async function generate({ schematic, options, files }) {
  const runner = new SchematicTestRunner('nestjs-litserve', fileURLToPath(collection));
  const tree = new HostTree();
  for (const [path, text] of Object.entries(files)) tree.create(path, text);
  const log = [];
  runner.logger.subscribe(({ message }) => log.push(message));
  const result = await runner.runSchematic(schematic, options, tree);
  const written = result.files.map((path) => [path, result.read(path).toString('latin1')]);
  return { files: Object.fromEntries(written), log, tasks: runner.tasks };
}
