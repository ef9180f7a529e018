import { Controller, Module, Post, VersioningType } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

@LitEndpoint('/predict', { version: '1', name: 'old' })
class OldApi {
  predict(): string {
    return 'old';
  }
}

@LitEndpoint('/predict', { version: ['2', '3'], name: 'new' })
class NewApi {
  predict(): string {
    return 'new';
  }
}

@LitEndpoint()
class PlainApi {
  predict(): string {
    return 'plain';
  }
}

@LitEndpoint('/double', { name: 'double' })
@LitEndpoint('/models/:id/double', { name: 'double-of' })
class TwoRoutesApi {
  predict(input: number): number {
    return input * 2;
  }
}

@Controller()
class OtherController {
  @Post('other')
  other(): string {
    return 'other';
  }
}

@Module({ providers: [PlainApi] })
class FeatureModule {}

describe.each(ADAPTERS)('routes of endpoints on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('has POST /predict by default, with status 200, beside the routes of the app', async () => {
    running = await bootApp(adapter, { providers: [PlainApi], controllers: [OtherController] });
    expect(await running.post('/predict', {})).toMatchObject({ status: 200, json: 'plain' });
    expect((await running.post('/other', {})).text).toBe('other');
    expect((await running.get('/predict')).status).toBe(404);
  });

  it('follows global prefix and URI versions', async () => {
    running = await bootApp(adapter, {
      providers: [OldApi, NewApi],
      setUp: (app) => void app.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI }),
    });
    const statuses = await Promise.all(
      ['/api/v1/predict', '/api/v2/predict', '/api/v3/predict', '/api/predict'].map((path) =>
        running.post(path, {}),
      ),
    );
    expect(statuses.map(({ json, status }) => (status === 200 ? json : status))).toEqual([
      'old',
      'new',
      'new',
      404,
    ]);
    expect((await running.get('/api/health')).status).toBe(200);
  });

  it('follows header versions on one path', async () => {
    running = await bootApp(adapter, {
      providers: [OldApi, NewApi],
      setUp: (app) => void app.enableVersioning({ type: VersioningType.HEADER, header: 'x-v' }),
    });
    const ask = async (version: string): Promise<unknown> =>
      (await running.post('/predict', {}, { 'x-v': version })).json;
    expect([await ask('1'), await ask('3')]).toEqual(['old', 'new']);
  });

  it('follows RouterModule, and serves an endpoint of any module', async () => {
    running = await bootApp(adapter, {
      imports: [FeatureModule, RouterModule.register([{ path: 'ml', module: FeatureModule }])],
    });
    expect((await running.post('/ml/predict', {})).json).toBe('plain');
    expect((await running.post('/predict', {})).status).toBe(404);
  });

  it('serves several endpoints on one class with one instance', async () => {
    running = await bootApp(adapter, { providers: [TwoRoutesApi] });
    expect((await running.post('/double', 4)).json).toBe(8);
    expect((await running.post('/models/a/double', 5)).json).toBe(10);
  });

  it('serves two apps in one process, each with its own endpoints', async () => {
    running = await bootApp(adapter, { providers: [PlainApi] });
    const second = await bootApp(adapter, { providers: [TwoRoutesApi] });
    try {
      expect((await second.post('/double', 1)).json).toBe(2);
      expect((await second.post('/predict', {})).status).toBe(404);
      expect((await running.post('/predict', {})).json).toBe('plain');
    } finally {
      await second.close();
    }
  });
});
