import { Body, Headers } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { declaredInput } from './declared-input.js';

class Dto {}
const schema = { '~standard': {} };

class WithDto {
  decodeRequest(@Body() body: Dto): unknown {
    return body;
  }
}
class WithSchema {
  decodeRequest(@Body({ schema: schema as never }) body: { a: number }): unknown {
    return body;
  }
}
class WithField {
  decodeRequest(@Body('field') field: Dto): unknown {
    return field;
  }
}
class WithHeaderFirst {
  decodeRequest(@Headers('x') header: string, @Body() body: Dto): unknown {
    return [header, body];
  }
}
class WithNothing {
  decodeRequest(body: Dto): unknown {
    return body;
  }
}

describe('what an endpoint declares of its input', () => {
  it.each([
    [WithDto, { type: Dto }],
    [WithSchema, { schema }],
    [WithField, {}],
    [WithHeaderFirst, {}],
    [WithNothing, {}],
  ])('%p', (cls, expected) => {
    expect(declaredInput(cls)).toEqual(expected);
  });
});
