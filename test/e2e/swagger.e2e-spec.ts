import { Body, type INestApplication } from '@nestjs/common';
import {
  ApiOperation,
  ApiProperty,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { IsInt } from 'class-validator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

class SumDto {
  @ApiProperty() @IsInt() a!: number;
}

class SumAnswer {
  @ApiProperty() sum!: number;
}

@ApiTags('math')
@LitEndpoint('/sum')
class SumApi {
  @ApiOperation({ summary: 'adds' })
  decodeRequest(@Body() body: SumDto): number {
    return body.a;
  }

  predict(input: number): number {
    return input + 1;
  }

  encodeResponse(sum: number): SumAnswer {
    return Object.assign(new SumAnswer(), { sum });
  }
}

@LitEndpoint('/free')
class FreeApi {
  predict(input: unknown): unknown {
    return input;
  }
}

const document = (app: INestApplication): OpenAPIObject =>
  SwaggerModule.createDocument(app, new DocumentBuilder().build());

describe.each(ADAPTERS)('Swagger on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('describes endpoints, whether the document is made before or after init', async () => {
    let early: OpenAPIObject | undefined;
    running = await bootApp(adapter, {
      providers: [SumApi, FreeApi],
      setUp: (app) => {
        early = document(app);
      },
    });
    const late = document(running.app);
    for (const { paths, components } of [early as OpenAPIObject, late]) {
      const sum = paths['/sum']?.post;
      expect(sum).toMatchObject({
        summary: 'adds',
        tags: ['math'],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/SumDto' } } } },
      });
      expect(Object.keys(sum?.responses ?? {})).toContain('200');
      expect(components?.schemas).toHaveProperty('SumDto');
      expect(paths['/free']?.post?.requestBody).toMatchObject({
        content: { 'application/json': { schema: {} } },
      });
    }
  });
});
