import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import type { TextFile } from './repository.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What the compiler says about files that exist only in memory, each a module of its own, with the settings of the
 * repository. Unused names are allowed: an example shows, it need not use.
 *
 * @param files with paths from the root, which decide what their imports mean
 */
export function compile(files: readonly TextFile[]): string[] {
  const options = settings();
  const texts = new Map(files.map(({ path, text }) => [ROOT + path, text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, directoryExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.directoryExists = (name) =>
    [...texts.keys()].some((path) => path.startsWith(`${name}/`)) || directoryExists?.(name) === true;
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      describe,
    );
  });
}

function settings(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT);
  return { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false };
}

function describe({ file, start = 0, messageText }: ts.Diagnostic): string {
  const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
  const path = file?.fileName.slice(ROOT.length) ?? '';
  return `${path}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
