import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What npm hands to a script, and what would make an app believe it runs under a test runner. */
const NOT_INHERITED = /^(npm_|JEST_|VITEST|NODE_OPTIONS$|NODE_ENV$|LITSERVE_|PORT$)/;
const NPM = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true' };

/** Runs what a newcomer types in the folder of an app, and says how long each took. */
export class Shell {
  constructor(cwd, name) {
    this.cwd = cwd;
    this.name = name;
  }

  /** Does what `nest new` does, without its questions. */
  newApp(type) {
    const options = ['--name', basename(this.cwd), '--language', 'ts', '--type', type];
    const schematics = join(ROOT, 'node_modules/.bin/schematics');
    this.#timed('nest new', () =>
      spawnSync(schematics, ['@nestjs/schematics:application', ...options], this.#options(dirname(this.cwd))),
    );
  }

  run(command) {
    this.#timed(command, () => spawnSync(...this.#parse(command), this.#options(this.cwd)));
  }

  /** The same for a command that asks something of this process. */
  async runAsync(command, env) {
    const began = performance.now();
    const [file, args] = this.#parse(command);
    const options = this.#options(this.cwd);
    const child = spawn(file, args, { ...options, env: { ...options.env, ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const [status] = await once(child, 'close');
    this.#report(command, began, { status, stdout: output, stderr: '' });
  }

  edit(path, change) {
    const file = join(this.cwd, path);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${path} is not as expected: ${before}`);
    writeFileSync(file, after);
  }

  get env() {
    const inherited = Object.entries(process.env).filter(([key]) => !NOT_INHERITED.test(key));
    return { ...Object.fromEntries(inherited), ...NPM, NO_COLOR: '1' };
  }

  #parse(command) {
    const [name, ...args] = command.split(' ');
    const isInstalled = ['nest', 'prettier'].includes(name);
    return [isInstalled ? join(this.cwd, 'node_modules/.bin', name) : name, args];
  }

  #options(cwd) {
    return { cwd, env: this.env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
  }

  #timed(command, run) {
    const began = performance.now();
    this.#report(command, began, run());
  }

  /** The Nest CLI ends with 0 when a schematic fails, and says so. */
  #report(command, began, { status, stdout, stderr, error }) {
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
    const isWell = status === 0 && !/Failed to execute command/.test(stdout + stderr);
    console.log(`${this.name}  ${seconds} s  ${isWell ? 'ok    ' : 'FAILED'}  ${command}`);
    if (!isWell) throw new Error(error?.message ?? `${stdout}${stderr}`.slice(-8000));
  }
}
