import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import {
  BadRequestException,
  HttpException,
  HttpStatus,
  ImATeapotException,
  NotFoundException,
  ServiceUnavailableException,
} from '@nestjs/common';
import * as fc from 'fast-check';
import type { ErrorData } from '../messages.js';
import { encodeValue } from '../value/value-codec.js';
import { errorFromData } from './error-from-data.js';
import { errorToData } from './error-to-data.js';

/** Through JSON, as on the wire. */
const cross = (error: unknown): Error =>
  errorFromData(JSON.parse(JSON.stringify(errorToData(error))) as ErrorData);

class OutOfStock extends NotFoundException {
  readonly headers = {
    'x-stock': '0',
    'bad name': 'x',
    'x-bad': 'a\r\nb: c',
    'x-list': ['a', 'b'],
    'x-none': undefined,
  };
  constructor() {
    super({ sku: 7, deep: [{ ok: true }] });
  }
}

const trap = (): never => {
  throw new Error('trap');
};

describe('errorToData and errorFromData', () => {
  it.each([
    new NotFoundException('no such thing'),
    new BadRequestException(['a must be a number', 'b too']),
    new ImATeapotException(),
    new ServiceUnavailableException({ custom: 1 }),
    new HttpException('just text', 418),
    new HttpException({ any: 'body' }, HttpStatus.CONFLICT),
  ])('%#: keeps class, status, body, name and message of a Nest exception', (exception) => {
    const back = cross(exception);
    expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(exception));
    expect(back).toMatchObject({ name: exception.name, message: exception.message, stack: exception.stack });
    expect((back as HttpException).getStatus()).toBe(exception.getStatus());
    expect((back as HttpException).getResponse()).toEqual(exception.getResponse());
  });

  it('gives an exception of the app the nearest Nest class, so that filters match, and keeps what may be sent', () => {
    const back = cross(new OutOfStock());
    expect(back).toBeInstanceOf(NotFoundException);
    expect(back.name).toBe('OutOfStock');
    expect(back).toHaveProperty('headers', { 'x-stock': '0', 'x-list': 'a, b' });
    expect((back as NotFoundException).getResponse()).toEqual({ sku: 7, deep: [{ ok: true }] });
  });

  it('knows an HttpException of another copy of Nest by its form', () => {
    const foreign = Object.assign(new Error('x'), {
      getStatus: () => 402,
      getResponse: () => ({ pay: 'first' }),
      getHeaders: () => ({ 'x-price': 5 }),
    });
    const back = cross(foreign) as HttpException;
    expect(back).toBeInstanceOf(HttpException);
    expect([back.getStatus(), back.getResponse()]).toEqual([402, { pay: 'first' }]);
    expect(back).toHaveProperty('headers', { 'x-price': '5' });
  });

  it('gives our exceptions their class, code and retry time', () => {
    const back = cross(new LitServeException('queue_full', { retryAfterSeconds: 7 })) as LitServeException;
    expect(back).toBeInstanceOf(LitServeException);
    expect([back.code, back.retryAfterSeconds, back.getStatus()]).toEqual(['queue_full', 7, 429]);
    expect(back.getResponse()).toMatchObject({ code: 'queue_full', statusCode: 429 });
  });

  it('keeps the details of our message, and the path of an uncrossable value for the log alone', () => {
    const invalid = cross(
      new LitServeException('invalid_json', { details: { reason: 'odd' } }),
    ) as LitServeException;
    expect(invalid.message).toBe('The body is not valid JSON: odd');
    const uncrossable = thrown(() => encodeValue({ save: () => 1 }));
    const back = cross(uncrossable) as LitServeException;
    expect(back).toBeInstanceOf(LitServeException);
    expect(back.code).toBe('uncrossable_value');
    expect(`${back.message} ${back.stack}`).toContain('value.save: a function');
    expect(JSON.stringify(back.getResponse())).not.toContain('save');
  });

  it('keeps name, message, code and stack of any other error, which is no HttpException then', () => {
    const error = Object.assign(new RangeError('too far'), { code: 'E_FAR' });
    const back = cross(error);
    expect(back).not.toBeInstanceOf(HttpException);
    expect(back).toMatchObject({ name: 'RangeError', message: 'too far', code: 'E_FAR', stack: error.stack });
  });

  it('does not take a code of ours on a foreign error for one of our exceptions', () => {
    expect(cross(Object.assign(new Error('x'), { code: 'queue_full' }))).not.toBeInstanceOf(HttpException);
    const http = Object.assign(new HttpException({ mine: 1 }, 400), { code: 'queue_full' });
    expect(cross(http)).not.toBeInstanceOf(LitServeException);
  });

  it('folds causes into the stack, cyclic ones too', () => {
    const inner = new Error('inner');
    const outer = new Error('outer', { cause: new Error('middle', { cause: inner }) });
    inner.cause = outer;
    const { stack } = errorToData(outer);
    expect(stack).toMatch(/Error: outer[^]*Caused by: Error: middle[^]*Caused by: Error: inner/);
    expect(stack?.match(/Caused by/g)).toHaveLength(2);
    expect(errorToData(new Error('x', { cause: 'a text' })).stack).toContain('Caused by: "a text"');
  });

  it('cuts a runaway message', () => {
    expect(JSON.stringify(errorToData(new Error('x'.repeat(10_000_000)))).length).toBeLessThan(40_000);
  });

  it.each([['a text'], [42], [undefined], [null], [{ some: 'object' }], [Symbol('x')], [() => 1], [10n]])(
    'takes %p, which is no Error',
    (value) => {
      expect(cross(value)).toMatchObject({
        name: 'Error',
        message: expect.stringContaining('no Error was thrown: '),
      });
    },
  );

  it('survives errors that fight back', () => {
    const hostile: unknown[] = [
      Object.defineProperties(new Error('x'), {
        stack: { get: trap },
        message: { get: trap },
        name: { get: trap },
      }),
      new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap, has: trap }),
      Object.assign(new Error('x'), { message: { cyclic: {} }, stack: 5, name: Symbol('x') }),
      Object.assign(new HttpException('x', 400), { getStatus: trap }),
      Object.assign(new HttpException('x', 400), { getResponse: trap }),
      Object.assign(new HttpException('x', 400), { getHeaders: trap }),
      new HttpException({ big: 1n, view: new Uint8Array(1) }, 400),
      new HttpException('x', 9000),
      Object.create(Error.prototype),
    ];
    for (const error of hostile) expect(cross(error)).toBeInstanceOf(Error);
  });

  it('shows a client the standard message when the response is an Error', () => {
    const back = cross(new HttpException(new Error('secret') as never, 502)) as HttpException;
    expect(back.getResponse()).toEqual({ statusCode: 502, message: 'Bad Gateway' });
  });

  it('takes whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(cross(value)).toBeInstanceOf(Error);
      }),
    );
  });
});

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
