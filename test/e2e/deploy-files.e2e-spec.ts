import { afterEach, describe, expect, it } from '@jest/globals';
import { LIT_SERVE_DEFAULTS, LitEndpoint } from 'nestjs-litserve';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { until } from '../support/start-app.js';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

interface Container {
  readonly ports: readonly { readonly name: string }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [Container];
      };
    };
  };
}

interface ScaledObject {
  readonly spec: {
    readonly triggers: readonly [
      { readonly metadata: { readonly url: string; readonly valueLocation: string } },
    ];
  };
}

const manifest = (name: string): unknown =>
  parse(readFileSync(join(import.meta.dirname, '../../deploy/k8s', name), 'utf8'));
const pod = (manifest('deployment.yaml') as Deployment).spec.template.spec;
const [container] = pod.containers;
const { startupProbe, readinessProbe, livenessProbe } = container;

const models = new EventEmitter();

/** One at a time, until it is released. */
class Held {
  async predict(): Promise<string> {
    await once(models, 'release');
    return 'done';
  }
}

@LitEndpoint('/one')
class OneApi extends Held {}

@LitEndpoint('/two')
class TwoApi extends Held {}

describe.each(ADAPTERS)('what deploy/ asks of an app on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('probes that have their answers', async () => {
    running = await bootApp(adapter, { providers: [OneApi] });
    for (const { httpGet, timeoutSeconds } of [startupProbe, readinessProbe, livenessProbe]) {
      expect(await running.get(httpGet.path)).toMatchObject({ status: 200 });
      expect(container.ports.map(({ name }) => name)).toContain(httpGet.port);
      // A busy worker is waited for, a second.
      expect(timeoutSeconds).toBeGreaterThan(1);
    }
    expect(livenessProbe.httpGet.path).toBe('/livez');
  });

  it('the depth of the queue, over all endpoints, where KEDA looks for it', async () => {
    const { url, valueLocation } = (manifest('scaled-object.yaml') as ScaledObject).spec.triggers[0].metadata;
    running = await bootApp(adapter, { providers: [OneApi, TwoApi] });
    const depth = async (): Promise<unknown> =>
      valueAt((await running.get(new URL(url).pathname)).json, valueLocation);
    expect(await depth()).toBe(0);
    const answers = ['/one', '/one', '/one', '/two', '/two'].map((path) => running.post(path, {}));
    await until('three wait', async () => (await depth()) === 3);
    const releasing = setInterval(() => models.emit('release'), 5);
    await Promise.all(answers);
    clearInterval(releasing);
    expect(await depth()).toBe(0);
  });
});

it('a pod has the time to drain, and a model the time to load', () => {
  const { drainTimeoutMs, killGraceMs } = LIT_SERVE_DEFAULTS;
  const needed = container.lifecycle.preStop.sleep.seconds + (drainTimeoutMs + killGraceMs) / 1000;
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(needed + 5);
  expect(startupProbe.periodSeconds * startupProbe.failureThreshold).toBe(600);
});

it('the manifests belong together', () => {
  const { resources } = manifest('kustomization.yaml') as { resources: string[] };
  const objects = resources.map((name) => manifest(name) as { metadata: { name: string } });
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(resources.map(() => 'quickstart'));
});

/** The part of the path syntax of KEDA's `json` format that the manifest uses: names with dots between. */
function valueAt(json: unknown, path: string): unknown {
  return path.split('.').reduce((value, key) => (value as Record<string, unknown>)[key], json);
}
