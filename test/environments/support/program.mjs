import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { MARK } from './processes.mjs';

/** Of the environment this runs in, what would make an app believe it runs under another program. */
const NOT_INHERITED = /^(npm_|JEST_|VITEST|NODE_OPTIONS$|NODE_ENV$|NODE_TEST_CONTEXT$|LITSERVE_|PORT$)/;

/** A command that a user could type, in a process group of its own, as a terminal would start it. */
export class Program {
  output = '';
  #child;
  #exited;

  // The port is for main files that take it from their environment.
  constructor(command, { cwd, mark, node, port }) {
    this.port = port;
    const [name, ...args] = command.split(' ');
    const file = name === 'node' ? node : join(cwd, 'node_modules/.bin', name);
    const inherited = Object.entries(process.env).filter(([key]) => !NOT_INHERITED.test(key));
    const env = { ...Object.fromEntries(inherited), NO_COLOR: '1', [MARK]: mark };
    // Installed commands ask the path for node.
    env.PATH = [dirname(node), env.PATH].join(delimiter);
    if (port) env.PORT = port;
    this.#child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const read = (chunk) => {
      this.output += chunk;
    };
    this.#child.stdout.setEncoding('utf8').on('data', read);
    this.#child.stderr.setEncoding('utf8').on('data', read);
    this.#exited = once(this.#child, 'exit').then(([code, signal]) => code ?? signal);
  }

  get pid() {
    return this.#child.pid;
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its exit code, or the signal that ended it. */
  exit(withinMs) {
    return within(withinMs, this.#exited, () => `it has not ended after ${withinMs} ms`);
  }

  signal(stop) {
    if (stop === 'Ctrl-C') process.kill(-Number(this.pid), 'SIGINT');
    else this.#child.kill(stop);
  }

  /** The groups of the first match behind the first `from` characters of its output. */
  async prints(pattern, { from = 0, withinMs }) {
    const end = performance.now() + withinMs;
    while (performance.now() < end) {
      const found = pattern.exec(this.output.slice(from));
      if (found) return found.slice(1);
      if (!this.isRunning) throw new Error(`it ended before it printed ${pattern}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`it has not printed ${pattern} within ${withinMs} ms`);
  }
}

async function within(ms, promise, message) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(message())), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
