import { describe, expect, it } from '@jest/globals';
import {
  Body,
  createParamDecorator,
  Headers,
  ParseArrayPipe,
  ParseIntPipe,
  UsePipes,
  ValidationPipe,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { resolveEndpoint, type LitEndpointOptions } from '#endpoint';
import { EMPTY } from 'rxjs';
import { BODY_PARAMETER } from '../nest-metadata.js';
import { passBodyUnread } from './body-needs.js';
import { createController, handlerArguments } from './controller.factory.js';

class Dto {}
class Trim implements PipeTransform {
  transform(value: unknown): unknown {
    return value;
  }
}
const Tier = createParamDecorator(() => 'gold');

/** What `emitDecoratorMetadata` would write, which the compiler of specs may not. */
const typed = (...types: readonly Function[]): MethodDecorator =>
  Reflect.metadata('design:paramtypes', types);

class Undecorated {
  decodeRequest(body: unknown): unknown {
    return body;
  }
}
class Untyped {
  @typed(Object, String)
  decodeRequest(@Body() body: unknown, @Headers('x') x: string): unknown {
    return [body, x];
  }
}
class ListOfAny {
  @typed(Array)
  decodeRequest(@Body() body: unknown[]): unknown {
    return body;
  }
}
class WithDto {
  @typed(Dto)
  decodeRequest(@Body() body: Dto): unknown {
    return body;
  }
}
class WithProperty {
  @typed(Object)
  decodeRequest(@Body('x') x: unknown): unknown {
    return x;
  }
}
class WithPipe {
  @typed(Object)
  decodeRequest(@Body(new ParseArrayPipe()) list: unknown): unknown {
    return list;
  }
}
class BodySecond {
  @typed(String, Object)
  decodeRequest(@Tier() tier: string, @Body() body: unknown): unknown {
    return [tier, body];
  }
}
class NoBody {
  @typed(String)
  decodeRequest(@Headers('x') x: string): unknown {
    return x;
  }
}
@UsePipes(Trim)
class WithClassPipe extends Untyped {}
@UsePipes(ValidationPipe)
class WithValidation extends Untyped {}

function needsBody(
  cls: Type<object>,
  options: LitEndpointOptions = {},
  config = new ApplicationConfig(),
): { readonly needsBody: boolean; readonly bodies: number } {
  const definition = resolveEndpoint(cls, 'M', 0, options);
  const generated = createController(definition, () => EMPTY, {
    refusal: () => undefined,
    refused: () => undefined,
  });
  passBodyUnread(definition, generated, config);
  const kinds = Object.keys(handlerArguments.read(generated.cls)).map((key) => key.split(':')[0]);
  return {
    needsBody: generated.route.needsBody,
    bodies: kinds.filter((kind) => kind === BODY_PARAMETER).length,
  };
}

describe('passBodyUnread', () => {
  it.each([Undecorated, Untyped, ListOfAny, BodySecond, WithValidation])(
    'lets the body of %p pass, in a parameter of our own',
    (cls) => expect(needsBody(cls)).toEqual({ needsBody: false, bodies: 0 }),
  );

  it.each([WithDto, WithProperty, WithPipe, WithClassPipe])('keeps the body of %p for Nest', (cls) => {
    expect(needsBody(cls)).toEqual({ needsBody: true, bodies: 1 });
  });

  it('needs no body where none is asked for', () => {
    expect(needsBody(NoBody).needsBody).toBe(false);
  });

  it('minds global pipes, but for ValidationPipe', () => {
    const config = new ApplicationConfig();
    config.useGlobalPipes(new ValidationPipe());
    expect(needsBody(Untyped, {}, config).needsBody).toBe(false);
    config.useGlobalPipes(new ParseIntPipe());
    expect(needsBody(Untyped, {}, config).needsBody).toBe(true);
  });

  it('keeps the body for scheduling functions, where it is what they are given', () => {
    const options: LitEndpointOptions = { cost: () => 1 };
    expect(needsBody(Undecorated, options).needsBody).toBe(true);
    expect(needsBody(Untyped, options).needsBody).toBe(true);
    expect(needsBody(BodySecond, options).needsBody).toBe(false);
    expect(needsBody(NoBody, options).needsBody).toBe(false);
  });
});
