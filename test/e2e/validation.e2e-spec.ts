import {
  Body,
  Headers,
  Param,
  Query,
  StandardSchemaValidationPipe,
  ValidationPipe,
  createParamDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsString, Max, ValidateNested } from 'class-validator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint } from 'nestjs-litserve';
import { z } from 'zod';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

class Point {
  @IsInt() x!: number;
}

class PointsDto {
  @IsInt() @Max(100) n!: number;
  @IsString() name!: string;
  @ValidateNested() @Type(() => Point) at!: Point;

  /** Only there if the hook gets an instance and not its plain data. */
  label(): string {
    return `${this.name}#${this.n}`;
  }
}

@LitEndpoint('/dto')
class DtoApi {
  decodeRequest(@Body() body: PointsDto): unknown {
    return { label: body.label(), nested: body.at instanceof Point, at: body.at.x };
  }

  predict(input: unknown): unknown {
    return input;
  }
}

const Agent = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-agent'],
);

@LitEndpoint('/models/:id/params')
class ParamsApi {
  decodeRequest(
    @Body('text') text: string,
    @Headers('x-lang') lang: string,
    @Query('top') top: string,
    @Param('id') id: string,
    @Agent() agent: string,
    context: LitContext,
  ): unknown {
    return {
      text,
      lang,
      top,
      id,
      agent,
      context: [context.params['id'], context.query['top'], context.requestId],
    };
  }

  predict(input: unknown): unknown {
    return input;
  }
}

const schema = z.object({ n: z.number().int(), when: z.coerce.date() });

@LitEndpoint('/standard')
class StandardApi {
  decodeRequest(@Body({ schema }) body: z.infer<typeof schema>): unknown {
    return { n: body.n, isDate: body.when instanceof Date, year: body.when.getUTCFullYear() };
  }

  predict(input: unknown): unknown {
    return input;
  }
}

describe.each(ADAPTERS)('parameters of decodeRequest on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('validates and transforms a class-validator DTO, and gives the hook an instance', async () => {
    running = await bootApp(adapter, {
      providers: [DtoApi],
      setUp: (app) => void app.useGlobalPipes(new ValidationPipe({ transform: true })),
    });
    const good = await running.post('/dto', { n: 7, name: 'a', at: { x: 3 } });
    expect(good).toMatchObject({ status: 200, json: { label: 'a#7', nested: true, at: 3 } });
    const bad = await running.post('/dto', { n: 700, name: 'a', at: { x: 'three' } });
    expect(bad.status).toBe(400);
    expect((bad.json as { message: string[] }).message).toEqual([
      'n must not be greater than 100',
      'at.x must be an integer number',
    ]);
  });

  it('resolves every kind of parameter in the HTTP process, the context after them', async () => {
    running = await bootApp(adapter, { providers: [ParamsApi] });
    const headers = { 'x-lang': 'de', 'x-agent': 'me', 'x-request-id': 'r-9' };
    const answer = await running.post('/models/m1/params?top=5', { text: 'hi' }, headers);
    expect(answer.json).toEqual({
      text: 'hi',
      lang: 'de',
      top: '5',
      id: 'm1',
      agent: 'me',
      context: ['m1', '5', 'r-9'],
    });
  });

  it('validates a Standard Schema body', async () => {
    running = await bootApp(adapter, {
      providers: [StandardApi],
      setUp: (app) => void app.useGlobalPipes(new StandardSchemaValidationPipe()),
    });
    const good = await running.post('/standard', { n: 1, when: '2024-03-03' });
    expect(good).toMatchObject({ status: 200, json: { n: 1, isDate: true, year: 2024 } });
    expect((await running.post('/standard', { n: 1.5, when: '2024-03-03' })).status).toBe(400);
  });
});
