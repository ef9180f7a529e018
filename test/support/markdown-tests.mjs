/**
 * A Jest transformer: a page of the documentation is a test file. Each `ts` block is a module of its own; those that
 * import `@jest/globals` run, each in a `describe`, and may import the blocks of the page whose first line names a file.
 */
import { posix } from 'node:path';
import ts from 'typescript';

const FENCE = /^```ts\n([\s\S]*?)^```/gm;
const RUNNER = '@jest/globals';

/** The compiler's settings of the repository, but for modules: blocks are functions here, which ask for what they import. */
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.CommonJS,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: false,
};

function blocksOf(page) {
  return [...page.matchAll(FENCE)].map(([, code], index) => ({
    file: /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `${index + 1}.ts`,
    line: page.slice(0, page.indexOf(code)).split('\n').length,
    isTest: code.includes(`from '${RUNNER}'`),
    code: ts.transpileModule(code, { compilerOptions }).outputText,
  }));
}

/** The tests, and what they import: other blocks may be programs. */
function needed(blocks) {
  const found = blocks.filter(({ isTest }) => isTest);
  for (const block of found) {
    const own = requestedIn(block).filter((name) => name.startsWith('.'));
    const files = new Set(own.map((name) => fileOf(block.file, name)));
    found.push(...blocks.filter((one) => files.has(one.file) && !found.includes(one)));
  }
  return found;
}

const fileOf = (file, name) => posix.join(posix.dirname(file), name.replace(/\.js$/, '.ts'));

const requestedIn = ({ code }) => [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);

/** By file and by the name that the file imports. */
function localImports(blocks) {
  const ofBlock = (block) =>
    requestedIn(block)
      .filter((name) => name.startsWith('.'))
      .map((name) => {
        const file = fileOf(block.file, name);
        if (blocks.some((one) => one.file === file)) return [name, file];
        throw new Error(`${block.file} imports ${name}, which is no block of this page`);
      });
  return Object.fromEntries(blocks.map((block) => [block.file, Object.fromEntries(ofBlock(block))]));
}

export default {
  canInstrument: false,

  process(page) {
    const blocks = needed(blocksOf(page));
    const tests = blocks.filter(({ isTest }) => isTest);
    const outside = [...new Set(blocks.flatMap(requestedIn))].filter((name) => !name.startsWith('.'));
    const code = [
      ...outside.map((name, index) => `import * as outside${index} from ${JSON.stringify(name)};`),
      `const { describe } = outside${outside.indexOf(RUNNER)};`,
      `const outside = { ${outside.map((name, index) => `${JSON.stringify(name)}: outside${index}`).join(', ')} };`,
      `const blocks = {`,
      ...blocks.map((block) => `${JSON.stringify(block.file)}: (require, exports) => {\n${block.code}\n},`),
      `};`,
      `const files = ${JSON.stringify(localImports(blocks))};`,
      `const made = new Map();`,
      `function make(file) {`,
      `  if (made.has(file)) return made.get(file);`,
      `  const exports = {};`,
      `  made.set(file, exports);`,
      `  blocks[file]((name) => outside[name] ?? make(files[file][name]), exports);`,
      `  return exports;`,
      `}`,
      ...tests.map(
        ({ file, line }) =>
          `describe("the block at line ${line}", () => void make(${JSON.stringify(file)}));`,
      ),
    ];
    return { code: code.join('\n') };
  },
};
