import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./run-generators.mjs', import.meta.url));
export type Files = Readonly<Record<string, string>>;

export interface Generated {
  /** All files of the tree by their paths, with a leading slash. */
  readonly files: Files;
  readonly log: readonly string[];
  readonly tasks: readonly { readonly name: string }[];
}

type Answer = Generated & { readonly id: number; readonly error?: string };

/** Runs generators of the built collection in a process that specs share. */
export class Generator {
  readonly #process: ChildProcess = fork(PROGRAM, { execArgv: ['--no-warnings'] });
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;

  constructor() {
    this.#process.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  async run(schematic: string, options: object, files: Files): Promise<Generated> {
    const id = (this.#last += 1);
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.send({ id, schematic, options, files });
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}
