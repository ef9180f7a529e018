import { BadRequestException, HttpException, UnauthorizedException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#core';
import { describeError } from './describe-error.js';

describe('an error of the protocol', () => {
  it.each([
    [new BadRequestException('no'), 400, 'no'],
    [new BadRequestException(['a', 'b']), 400, 'a; b'],
    [new UnauthorizedException(), 401, 'Unauthorized'],
    [new HttpException({ code: 7 }, 418), 418, "I'm a Teapot"],
    [new Error('secret'), 500, 'Internal server error'],
    ['secret', 500, 'Internal server error'],
  ])('%s', (error, status, message) => {
    expect(describeError(error)).toEqual({ status, error: message, retryAfter: undefined });
  });

  it('asks to come again where that can help', () => {
    expect(describeError(new LitServeException('queue_full', { retryAfterSeconds: 1.2 }))).toMatchObject({
      status: 429,
      retryAfter: '2',
    });
    const own = Object.assign(new HttpException('later', 503), { headers: { 'Retry-After': '9' } });
    expect(describeError(own).retryAfter).toBe('9');
  });
});
