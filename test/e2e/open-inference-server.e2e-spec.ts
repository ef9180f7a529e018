import { Injectable, UseGuards, type CanActivate, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeService, Tensor, type LitContext } from 'nestjs-litserve';
import { openInference, OpenInferenceModule, type OnnxSignature } from 'nestjs-litserve/open-inference';
import { once } from 'node:events';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { inferenceClient, input, type InferenceClient } from '../support/inference-client.js';

const DIGITS: OnnxSignature = {
  inputs: [{ name: 'image', type: 'float32', shape: [1, 1, 'height', 28] }],
  outputs: [{ name: 'scores', type: 'float32', shape: [1, 10] }],
};

const seen = { aborted: 0, healthy: true };

@LitEndpoint('/digits', { specs: [openInference({ model: 'digits', onnx: DIGITS })] })
class DigitsApi {
  predict(image: Tensor): Float32Array {
    return Float32Array.from({ length: 10 }, (_, digit) => image.dims.length * digit);
  }

  health(): boolean {
    return seen.healthy;
  }
}

@LitEndpoint('/v9', { specs: [openInference({ model: 'org/many', version: '9', platform: 'own_format' })] })
class NinthApi {
  predict(): string {
    return 'nine';
  }
}

@LitEndpoint('/v10', { specs: [openInference({ model: 'org/many', version: '10' })] })
class TenthApi {
  predict(): string {
    return 'ten';
  }
}

@LitEndpoint('/slow', { maxQueueSize: 2, specs: [openInference({ model: 'slow' })] })
class SlowApi {
  async predict(_: unknown, context: LitContext): Promise<void> {
    await once(context.signal, 'abort');
    seen.aborted += 1;
  }
}

@Injectable()
class NeverGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@LitEndpoint('/denied', { specs: [openInference({ model: 'denied' })] })
@UseGuards(NeverGuard)
class DeniedApi {
  predict(): string {
    return 'secret';
  }
}

describe.each(ADAPTERS)('a server of the protocol, on %s', (adapter) => {
  let app: RunningApp;
  let client: InferenceClient;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [OpenInferenceModule.forRoot({ prefix: 'models/v2', serverName: 'zoo' })],
      providers: [DigitsApi, NinthApi, TenthApi, SlowApi, DeniedApi],
      setUp: (made) => void made.setGlobalPrefix('api'),
    });
    client = inferenceClient(app.url, '/api/models/v2');
  });
  afterAll(() => app.close());

  it('says what it is, with a slash at the end and without', async () => {
    const [plain, slash] = await Promise.all([client.get(''), client.get('/')]);
    expect(plain.json).toEqual({
      name: 'zoo',
      version: expect.any(String),
      extensions: expect.arrayContaining(['binary_tensor_data', 'classification', 'parameters']),
    });
    expect([slash.status, slash.json]).toEqual([200, plain.json]);
  });

  it('is live; and ready when all models are', async () => {
    const healths = async () =>
      Promise.all(
        ['/health/live', '/health/ready', '/models/digits/ready', '/models/slow/versions/1/ready'].map(
          async (path) => {
            const { status, json } = await client.get(path);
            return [status, json];
          },
        ),
      );
    expect(await healths()).toEqual([
      [200, { live: true }],
      [200, { ready: true }],
      [200, { name: 'digits', ready: true }],
      [200, { name: 'slow', ready: true }],
    ]);
    seen.healthy = false;
    const unhealthy = await healths();
    seen.healthy = true;
    expect(unhealthy).toEqual([
      [200, { live: true }],
      [503, { error: 'Not all models are ready' }],
      [503, { error: 'The model "digits" is not ready' }],
      [200, { name: 'slow', ready: true }],
    ]);
  });

  it('describes models: as their ONNX file does, with a free batch, or as little as is known', async () => {
    expect((await client.get('/models/digits')).json).toEqual({
      name: 'digits',
      versions: ['1'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 1, -1, 28] }],
      outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1, 10] }],
    });
    const many = { name: 'org/many', versions: ['10', '9'], inputs: [], outputs: [] };
    const path = '/models/org%2Fmany';
    expect((await client.get(path)).json).toEqual({ ...many, platform: 'litserve_nodejs' });
    expect((await client.get(`${path}/versions/9`)).json).toEqual({ ...many, platform: 'own_format' });
    for (const gone of ['/models/gone', '/models/digits/versions/2', '/models/gone/ready']) {
      expect([(await client.get(gone)).status, Object.keys((await client.get(gone)).json)]).toEqual([
        404,
        ['error'],
      ]);
    }
  });

  it('asks the version in the path, else the highest', async () => {
    const inputs = [input('x', 'BYTES', [1], ['?'])];
    const ask = async (path: string) => {
      const { json } = await client.post(`/models/org%2Fmany${path}/infer`, { inputs });
      return [json['model_version'], json.outputs?.[0]?.data];
    };
    expect(await ask('')).toEqual(['10', ['ten']]);
    expect(await ask('/versions/9')).toEqual(['9', ['nine']]);
  });

  it('fits an answer to what the model declares', async () => {
    const image = input(
      'image',
      'FP32',
      [2, 1, 1, 28],
      Array.from({ length: 56 }, () => 0),
    );
    const { json } = await client.infer('digits', { inputs: [image] });
    expect(json.outputs).toMatchObject([{ name: 'scores', datatype: 'FP32', shape: [2, 10] }]);
    const wrong = await client.infer('digits', { inputs: [{ ...image, shape: [1, 2, 28] }] });
    expect(wrong.json.error).toBe('"image" is FP32 [-1, 1, -1, 28], which [1, 2, 28] does not fit');
  });

  it('ends a request at the deadline it came with, or when its client has gone', async () => {
    const body = { parameters: { timeout: 50_000 }, inputs: [input('x', 'BYTES', [2], ['a', 'b'])] };
    seen.aborted = 0;
    const { status, json } = await client.infer('slow', body);
    expect([status, json.error]).toEqual([504, 'No answer within 50 ms']);
    while (seen.aborted < 1) await new Promise((next) => setImmediate(next));
    const leaving = new AbortController();
    const url = `${app.url}/api/models/v2/models/slow/infer`;
    const asked = fetch(url, {
      method: 'POST',
      body: JSON.stringify({ inputs: body.inputs }),
      signal: leaving.signal,
    });
    const running = () => app.app.get(LitServeService).stats()['slow']?.running;
    while (running() !== 1) await new Promise((next) => setImmediate(next));
    leaving.abort();
    await expect(asked).rejects.toThrow('abort');
    while (running() !== 0) await new Promise((next) => setImmediate(next));
    expect(app.app.get(LitServeService).stats()['slow']?.waiting).toBe(0);
  });

  it('says when to come again while its queue is full', async () => {
    const leaving = new AbortController();
    const ask = () =>
      client.ask('/models/slow/infer', {
        method: 'POST',
        body: JSON.stringify({ inputs: [input('x', 'BYTES', [1], ['a'])] }),
        signal: leaving.signal,
      });
    const asked = Array.from({ length: 4 }, ask);
    const { status, headers, json } = await Promise.race(asked);
    expect([status, Object.keys(json)]).toEqual([429, ['error']]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    leaving.abort();
    await Promise.allSettled(asked);
    const stats = () => app.app.get(LitServeService).stats()['slow'];
    while (stats()?.running !== 0 || stats()?.waiting !== 0) await new Promise((next) => setImmediate(next));
  });

  it('lists its models, those that the client may see', async () => {
    const index = async (body: object | string) => (await client.post('/repository/index', body)).json;
    const all = [
      { name: 'digits', version: '1', state: 'READY', reason: '' },
      { name: 'org/many', version: '10', state: 'READY', reason: '' },
      { name: 'org/many', version: '9', state: 'READY', reason: '' },
      { name: 'slow', version: '1', state: 'READY', reason: '' },
    ];
    expect(await index('')).toEqual(all);
    seen.healthy = false;
    const [ready, rest] = [await index({ ready: true }), await index({})];
    seen.healthy = true;
    expect(ready).toEqual(all.slice(1));
    expect(rest).toEqual([{ ...all[0], state: 'UNAVAILABLE', reason: expect.any(String) }, ...all.slice(1)]);
    expect(await index({ ready: 'yes' })).toEqual({ error: expect.any(String) });
  });

  it('loads and unloads nothing', async () => {
    for (const act of ['load', 'unload']) {
      const { status, json } = await client.post(`/repository/models/digits/${act}`, {});
      expect([status, Object.keys(json)]).toEqual([501, ['error']]);
    }
  });

  it('has no route that reaches an endpoint past its guards', async () => {
    const refused: string[] = [];
    for (const { method, path } of routesOf(app)) {
      const body = method === 'POST' ? JSON.stringify({ inputs: [input('x', 'BYTES', [1], ['?'])] }) : null;
      const { status, text } = await client.ask(path.replace(':model', 'denied').replace(':version', '1'), {
        method,
        body,
      });
      expect(text).not.toMatch(/secret|denied/);
      if (path.includes(':model')) expect([path, status]).toEqual([path, 403]);
      refused.push(path);
    }
    expect(refused.length).toBeGreaterThan(10);
  });
});

describe('the models of an app', () => {
  it.each([
    [{ model: '' }, 'model must be a text'],
    [{ model: 'm', version: 'a/b' }, 'version must be a text without /'],
    [{ model: 'm', maxItems: 0 }, 'maxItems must be a whole number from 1'],
    [{ model: 'm', inputs: [] }, 'inputs must not be empty'],
    [
      { model: 'm', inputs: [{ name: 'x', datatype: 'FP8' as 'FP16', shape: [-1] }] },
      'inputs "x": datatype must be one of',
    ],
    [
      { model: 'm', outputs: [{ name: 'x', datatype: 'FP16', shape: [1] }] },
      'outputs "x": its first axis is the batch',
    ],
    [
      { model: 'm', inputs: [{ name: 'x', datatype: 'FP16', shape: [-1, -2] }] },
      'inputs "x": shape must be whole numbers',
    ],
    [
      { model: 'm', onnx: { inputs: [{ name: 'x', type: 'complex64', shape: [1] }], outputs: [] } },
      'onnx: "x" is of type complex64',
    ],
  ] as const)('cannot be %j', async (options, problem) => {
    @LitEndpoint({ specs: [openInference(options)] })
    class WrongApi {
      predict(): void {}
    }
    const parts = { imports: [OpenInferenceModule.forRoot()], providers: [WrongApi] };
    await expect(bootApp('express', parts)).rejects.toThrow(`WrongApi openInference(): ${problem}`);
  });

  it('cannot be one version of one model twice', async () => {
    @LitEndpoint({ specs: [openInference({ model: 'org/many', version: '9' })] })
    class OtherApi {
      predict(): void {}
    }
    const parts = { imports: [OpenInferenceModule.forRoot()], providers: [NinthApi, OtherApi] };
    await expect(bootApp('express', parts)).rejects.toThrow(
      'two endpoints are version 9 of the Open Inference model',
    );
  });
});

/** Every route of the module, below its prefix. */
function routesOf({ app }: RunningApp): { method: 'GET' | 'POST'; path: string }[] {
  const scanner = new MetadataScanner();
  const read = (key: string, target: object): unknown => Reflect.getMetadata(key, target);
  const own = [...app.get(ModulesContainer).values()].find(
    ({ metatype }) => metatype === OpenInferenceModule,
  );
  return Array.from(own?.controllers.values() ?? []).flatMap(({ metatype }) => {
    const prototype = (metatype as Type).prototype as Record<string, Function>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name] as Function;
      const method = read('method', handler) === 0 ? ('GET' as const) : ('POST' as const);
      return [read('path', handler) as string | string[]].flat().map((path) => ({
        method,
        path: `/${String(read('path', metatype as Type))}/${path}`.replace(/\/+/g, '/'),
      }));
    });
  });
}
