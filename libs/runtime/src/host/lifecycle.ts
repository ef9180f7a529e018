import type { Device, EndpointHooks } from '#endpoint';
import type { BootProgress } from './boot-progress.js';
import type { HostedEndpoint } from './hosted-endpoint.js';

/** What one instance is called in logs and errors. */
interface Hosted {
  readonly name: string;
  readonly instance: EndpointHooks;
}

export interface HealthReport {
  readonly healthy: boolean;
  /** Which class is not well, and why. */
  readonly detail?: string;
}

/** Setup, warm-up, health and teardown: once per instance, however many endpoints it serves. */
export class Lifecycle {
  readonly #hosted: readonly Hosted[];

  constructor(endpoints: readonly HostedEndpoint[]) {
    const names = new Map(endpoints.map(({ instance, cls }) => [instance, cls.name]));
    this.#hosted = Array.from(names, ([instance, name]) => ({ instance, name }));
  }

  /**
   * @throws what a hook threw, with the name of the hook before its message
   */
  async start(device: Device, progress: BootProgress): Promise<void> {
    for (const { instance, name } of this.#hosted) {
      if (instance.setup) await timed(`${name}.setup`, () => instance.setup?.(device), progress);
      if (instance.warmup) await timed(`${name}.warmup`, () => instance.warmup?.(), progress);
    }
  }

  async health(): Promise<HealthReport> {
    const complaints = await Promise.all(this.#hosted.map(complaintOf));
    const detail = complaints.filter((complaint) => complaint !== undefined).join('; ');
    return detail === '' ? { healthy: true } : { healthy: false, detail };
  }

  /** Tears down every instance, also when another one fails to. */
  async stop(failed: (name: string, error: unknown) => void): Promise<void> {
    for (const { instance, name } of this.#hosted) {
      try {
        await instance.teardown?.();
      } catch (error) {
        failed(name, error);
      }
    }
  }
}

async function timed(step: string, hook: () => void | Promise<void>, progress: BootProgress): Promise<void> {
  progress.begins(step);
  const began = performance.now();
  try {
    await hook();
  } catch (error) {
    throw new Error(`${step}() failed: ${messageOf(error)}`, { cause: error });
  }
  progress.ended(step, Math.round(performance.now() - began));
}

async function complaintOf({ instance, name }: Hosted): Promise<string | undefined> {
  try {
    return (await instance.health?.()) === false ? `${name}: health() returned false` : undefined;
  } catch (error) {
    return `${name}: ${messageOf(error)}`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
