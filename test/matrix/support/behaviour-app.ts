import type { EndpointHealth, HealthReport } from 'nestjs-litserve';
import type { Entry } from '../../fixtures/behaviour/journal.js';
import type { Adapter } from '../../support/boot-app.js';
import { httpClient, type Answer, type HttpClient } from '../../support/http-client.js';
import { startApp, until, type StartedApp } from '../../support/start-app.js';
import { StreamClient } from '../../support/stream-client.js';

export const ISOLATIONS = ['inline', 'process'] as const;

export interface Combination {
  readonly adapter: Adapter;
  readonly isolation: (typeof ISOLATIONS)[number];
}

/** A running fixture app, and what rows ask of it. Paths are below its global prefix. */
export class BehaviourApp implements HttpClient {
  readonly url: string;
  readonly post: HttpClient['post'];
  readonly get: HttpClient['get'];
  readonly ask: HttpClient['ask'];

  private constructor(
    readonly started: StartedApp,
    readonly combination: Combination,
  ) {
    this.url = `${started.url}/api`;
    ({ post: this.post, get: this.get, ask: this.ask } = httpClient(this.url));
  }

  static async start(combination: Combination, env: Record<string, string>): Promise<BehaviourApp> {
    const { adapter, isolation } = combination;
    const started = await startApp('test/fixtures/behaviour/main.js', {
      LITSERVE_ADAPTER: adapter,
      LITSERVE_ISOLATION: isolation,
      ...env,
    });
    return new BehaviourApp(started, combination);
  }

  stop(): Promise<void> {
    return this.started.stop();
  }

  /** Sends all of them at once. */
  postAll(path: string, bodies: readonly unknown[]): Promise<Answer[]> {
    return Promise.all(bodies.map((body) => this.post(path, body)));
  }

  /** Begins to read a stream. */
  async stream(path: string, body: unknown): Promise<StreamClient> {
    const client = await StreamClient.open(this.url + path, body);
    void client.read();
    return client;
  }

  /** The items of an endpoint that wait or run. */
  async load(name: string): Promise<EndpointHealth> {
    const { endpoints } = (await this.get('/health')).json as HealthReport;
    const found = endpoints.find((endpoint) => endpoint.name === name);
    if (!found) throw new Error(`no endpoint ${name}`);
    return found;
  }

  /** What the model has noted under a name. */
  async journal(name: string): Promise<Entry[]> {
    return (await this.post('/journal', name, { accept: 'application/json' })).json as Entry[];
  }

  /** Resolves with the entry once the model has noted it. */
  async noted(name: string, what: string): Promise<Entry> {
    let entry: Entry | undefined;
    await until(`${name} notes ${what}`, async () => {
      entry = (await this.journal(name)).find((one) => one.what === what);
      return entry !== undefined;
    });
    return entry as Entry;
  }

  /** Lets models go on that wait at this gate, now and later. */
  async openGate(name: string): Promise<void> {
    await this.post('/open-gate', name);
  }
}
