import { compare, type Arm, type Round } from '../measure/compare.js';
import { startJobProcess, type JobProcess } from '../measure/job-process.js';
import { startServer, type Program, type ServerProcess } from '../measure/server-process.js';
import { startLoad, type Load } from '../load/load.js';
import type { ModelName } from '../models/models.js';
import type { BenchEffort } from './arguments.js';

const QUICKSTART: Program = {
  file: new URL('../../../quickstart/src/main.js', import.meta.url),
  env: { PORT: '0', LITSERVE_ADAPTER: 'fastify' },
};

type Environment = Readonly<Record<string, string>>;

/** What a suite works with. Everything it starts is stopped after it. */
export class Bench {
  readonly effort: BenchEffort;
  readonly #started: { stop(): Promise<void> }[] = [];

  constructor(effort: BenchEffort) {
    this.effort = effort;
  }

  /** One of our apps, with a model of the bench; what `env` may say is in `models/main.ts`. */
  ours(model: ModelName, env: Environment = {}): Promise<ServerProcess> {
    const file = new URL('../models/main.js', import.meta.url);
    return this.server({ file, env: { ...env, BENCH_MODEL: model } });
  }

  /** The quickstart app, on Fastify. */
  quickstart(): Promise<ServerProcess> {
    return this.server(QUICKSTART);
  }

  /** A server of `floors`. */
  floor(name: string, env: Environment = {}): Promise<ServerProcess> {
    return this.server({ file: new URL(`../floors/${name}.js`, import.meta.url), env });
  }

  async server(program: Program): Promise<ServerProcess> {
    return this.#keep(await startServer(program));
  }

  async load(): Promise<Load> {
    return this.#keep(await startLoad());
  }

  /** A bare loop of `floors`. */
  async loop<Job, Result>(name: string): Promise<JobProcess<Job, Result>> {
    return this.#keep(await startJobProcess<Job, Result>(new URL(`../floors/${name}.js`, import.meta.url)));
  }

  /**
   * @param warmUpTimes how much longer the warm-up takes than others: V8 compiles what has run often, and servers that
   *   answer a hundred requests a second take a while until then
   */
  compare(arms: readonly Arm[], warmUpTimes = 1): Promise<Round[]> {
    return compare(arms, { ...this.effort, warmUpMs: this.effort.warmUpMs * warmUpTimes });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((one) => one.stop()));
  }

  #keep<T extends { stop(): Promise<void> }>(one: T): T {
    this.#started.push(one);
    return one;
  }
}
