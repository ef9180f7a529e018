import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './run-program.js';
import type { System } from './system.js';

/** The machine this process runs on. */
export function thisSystem(env: NodeJS.ProcessEnv = process.env): System {
  const { platform, arch, execPath } = process;
  return {
    platform,
    arch,
    env,
    cpus: availableParallelism(),
    readText: (path) => attempt(() => readFileSync(path, 'utf8')),
    list: (folder) => attempt(() => readdirSync(folder)) ?? [],
    exists: existsSync,
    run: (program, args, timeoutMs) => runProgram(program, args, timeoutMs, env),
    onnxruntime: attempt(() =>
      dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    ),
    tryProvider: (provider, timeoutMs, model) => {
      const file = fileURLToPath(new URL('./try-provider.js', import.meta.url));
      // Flags of the app are not for it: a debugger's port is taken, a loader would load the app's world.
      const { NODE_OPTIONS: _options, ...plain } = env;
      return runProgram(
        execPath,
        [file, provider, ...(model === undefined ? [] : [model])],
        timeoutMs,
        plain,
      );
    },
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
