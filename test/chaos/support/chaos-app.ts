import type { HealthReport, InfoReport } from 'nestjs-litserve';
import type { Diagnostics } from '../../fixtures/chaos/diagnostics.js';
import type { Adapter } from '../../support/boot-app.js';
import { startApp, until, type StartedApp } from '../../support/start-app.js';
import { exchange, type ExchangeOptions, type Reply } from './exchange.js';
import { workerProcesses, zombiesOf, type WorkerProcess } from './worker-processes.js';

export interface ChaosAppOptions {
  readonly adapter: Adapter;
  /** Which models it has: `CHAOS_APP` of the fixture. */
  readonly models: 'zoo' | 'healthy' | 'load';
  readonly env?: Readonly<Record<string, string>>;
}

/** The app that chaos is let loose on, in a process of its own. */
export class ChaosApp {
  private constructor(private readonly started: StartedApp) {}

  static async start({ adapter, models, env = {} }: ChaosAppOptions): Promise<ChaosApp> {
    const all = { LITSERVE_ADAPTER: adapter, CHAOS_APP: models, ...env };
    const app = new ChaosApp(await startApp('test/fixtures/chaos/main.js', all, ['--expose-gc']));
    // The app listens when each pool has one ready worker.
    await until('every worker is ready', async () => (await app.health()).pools.every(isWhole), 60_000);
    return app;
  }

  get url(): string {
    return this.started.url;
  }

  get pid(): number {
    return this.started.process.pid as number;
  }

  get isAlive(): boolean {
    return this.started.process.exitCode === null && this.started.process.signalCode === null;
  }

  /** The end of what it has printed. */
  output(): string {
    return this.started.output().slice(-4000);
  }

  workers(pool?: string): WorkerProcess[] {
    return workerProcesses(this.pid).filter((worker) => pool === undefined || worker.pool === pool);
  }

  zombies(): number[] {
    return zombiesOf(this.pid);
  }

  post(path: string, body: unknown, options?: ExchangeOptions): Promise<Reply> {
    return exchange(this.url + path, body, options);
  }

  health(): Promise<HealthReport> {
    return this.#get('/health');
  }

  info(): Promise<InfoReport> {
    return this.#get('/info');
  }

  diagnostics(): Promise<Diagnostics> {
    return this.#get('/diagnostics');
  }

  kill(signal: NodeJS.Signals): void {
    this.started.process.kill(signal);
  }

  stop(): Promise<void> {
    return this.started.stop();
  }

  async #get<T>(path: string): Promise<T> {
    const response = await fetch(this.url + path, { headers: { connection: 'close' } });
    return (await response.json()) as T;
  }
}

/** Whether each worker of a pool is ready. */
export const isWhole = ({ workers }: HealthReport['pools'][number]): boolean =>
  workers.every(({ state }) => state === 'ready');
