import { BadRequestException, HttpException, Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LitServeException } from '#common';
import { encodeValue } from '#wire';
import { beginLitRequest } from '../lit-request.js';
import { LastExceptionFilter } from './last-filter.js';

describe('LastExceptionFilter', () => {
  const logged = jest.spyOn(Logger.prototype, 'error');
  beforeEach(() => void logged.mockImplementation(() => undefined));
  afterEach(() => void logged.mockReset());

  /** What a client sees of an exception that no filter of the app wanted. */
  function answerTo(exception: unknown, ours = true): { status: unknown; body: unknown; headers: unknown } {
    const headers: Record<string, string> = {};
    const request = { headers: { 'x-request-id': 'r-1' } };
    const response = {
      setHeader: (name: string, value: string) => (headers[name] = value),
      headersSent: false,
    };
    if (ours) beginLitRequest(request as never, { setHeader: () => undefined } as never);
    const reply = jest.fn();
    const adapter = { reply, isHeadersSent: () => false, end: () => undefined };
    const http = { getRequest: () => request, getResponse: () => response };
    const host = { getType: () => 'http', switchToHttp: () => http, getArgByIndex: () => response };
    new LastExceptionFilter(adapter as never).catch(exception, host as never);
    const [, body, status] = reply.mock.calls[0] ?? [];
    return { status, body, headers };
  }

  it('adds the request id and Retry-After to our own errors', () => {
    const answer = answerTo(new LitServeException('queue_full', { retryAfterSeconds: 2.2 }));
    expect(answer).toMatchObject({
      status: 429,
      body: { statusCode: 429, error: 'Too Many Requests', code: 'queue_full', requestId: 'r-1' },
      headers: { 'retry-after': '3' },
    });
    expect(logged).not.toHaveBeenCalled();
  });

  it('leaves an HttpException as it is, with its headers but for those of the body and ours', () => {
    const headers = {
      'x-own': '1',
      'Content-Length': '3',
      'transfer-encoding': 'chunked',
      'X-Request-Id': 'x',
    };
    const answer = answerTo(Object.assign(new BadRequestException('no'), { headers }));
    expect(answer).toMatchObject({ status: 400, body: { message: 'no', statusCode: 400 } });
    expect(answer.headers).toEqual({ 'x-own': '1' });
  });

  it.each([new Error('secret'), 'secret', { secret: 1 }, undefined, null])(
    'says no more than 500 of %p, and logs it under the request id',
    (thrown) => {
      const { status, body } = answerTo(thrown);
      expect(status).toBe(500);
      expect(body).toEqual({
        statusCode: 500,
        error: 'Internal Server Error',
        message: 'Internal server error',
        code: 'internal_error',
        requestId: 'r-1',
      });
      expect(logged.mock.calls.flat().join()).toContain('request r-1');
      if (thrown) expect(logged.mock.calls.flat().join()).toContain('secret');
    },
  );

  it('logs which value could not cross, as the table of errors promises', () => {
    let refusal: unknown;
    try {
      encodeValue({ user: { save: () => 1 } });
    } catch (error) {
      refusal = error;
    }
    expect(answerTo(refusal)).toMatchObject({ status: 500, body: { code: 'uncrossable_value' } });
    expect(logged.mock.calls.flat().join()).toContain('value.user.save: a function');
  });

  it('keeps the status of client errors that plugins throw, and of no others', () => {
    const thrown = (statusCode: number): Error =>
      Object.assign(new Error('too many parts'), { statusCode, status: statusCode, expose: true });
    expect(answerTo(thrown(413))).toMatchObject({ status: 413, body: { message: 'too many parts' } });
    expect(answerTo(thrown(503))).toMatchObject({ status: 500, body: { code: 'internal_error' } });
  });

  it('has no say in the app’s other routes', () => {
    const answer = answerTo(new HttpException({ own: true }, 418), false);
    expect(answer).toEqual({ status: 418, body: { own: true }, headers: {} });
  });
});
