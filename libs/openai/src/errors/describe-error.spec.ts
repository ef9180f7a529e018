import { BadRequestException, HttpException, UnauthorizedException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#core';
import { describeError } from './describe-error.js';
import { invalidRequest } from './openai.exception.js';

describe('describeError', () => {
  it('says of anything that is no answer nothing but that it failed, and that it would again', () => {
    expect(describeError(new Error('secret'))).toEqual({
      status: 500,
      error: { message: 'Internal server error', type: 'server_error', param: null, code: 'internal_error' },
      headers: { 'x-should-retry': 'false' },
    });
  });

  it('tells when to come again', () => {
    expect(describeError(new LitServeException('queue_full', { retryAfterSeconds: 1.2 }))).toMatchObject({
      status: 429,
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
      headers: { 'retry-after': '2' },
    });
    expect(describeError(new LitServeException('draining'))).toMatchObject({
      status: 503,
      error: { code: 'draining' },
      headers: { 'retry-after': '1' },
    });
    const own = Object.assign(new HttpException('slower', 429), { headers: { 'Retry-After': '9' } });
    expect(describeError(own).headers).toEqual({ 'retry-after': '9' });
  });

  it('keeps the words of the app, several as one text', () => {
    expect(describeError(new UnauthorizedException('no key')).error).toMatchObject({
      message: 'no key',
      code: 'invalid_api_key',
    });
    expect(describeError(new BadRequestException(['a', 'b'])).error).toMatchObject({
      message: 'a; b',
      code: null,
    });
  });

  it('keeps what has the shape already', () => {
    expect(describeError(invalidRequest('n', 'wrong'))).toEqual({
      status: 400,
      error: { message: 'wrong', type: 'invalid_request_error', param: 'n', code: 'invalid_value' },
      headers: {},
    });
  });
});
