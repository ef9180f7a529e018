import { HttpException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { ERRORS, type ErrorCode } from './error-codes.js';
import { LitServeException } from './lit-serve.exception.js';

describe('LitServeException', () => {
  it('is an HttpException with a code, and a message filled from its details', () => {
    const error = new LitServeException('payload_too_large', { details: { maxBytes: 5 } });
    expect(error).toBeInstanceOf(HttpException);
    expect(error.message).toBe('The body is larger than the 5 bytes this endpoint accepts');
    expect(error.getResponse()).toEqual({
      statusCode: 413,
      error: 'Payload Too Large',
      message: error.message,
      code: 'payload_too_large',
    });
  });

  it('asks to come back only where that can help', () => {
    expect(new LitServeException('queue_full').retryAfterSeconds).toBe(1);
    expect(new LitServeException('queue_full', { retryAfterSeconds: 7 }).retryAfterSeconds).toBe(7);
    expect(new LitServeException('invalid_json').retryAfterSeconds).toBeUndefined();
  });

  it('keeps its cause out of the answer', () => {
    const error = new LitServeException('internal_error', { cause: new Error('secret') });
    expect((error.cause as Error).message).toBe('secret');
    expect(JSON.stringify(error.getResponse())).not.toContain('secret');
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])('%s has a status of its kind', (code) => {
    expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
    expect(ERRORS[code].status).toBeLessThan(600);
  });
});
