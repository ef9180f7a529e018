import { describe, expect, it } from '@jest/globals';
import { errorOf } from './error-of.js';
import {
  DeadlineError,
  LitServeError,
  OverloadedError,
  RequestError,
  ServerError,
  UnavailableError,
} from './lit-serve.error.js';

describe('errorOf', () => {
  it.each([
    [400, RequestError],
    [429, OverloadedError],
    [500, ServerError],
    [503, UnavailableError],
    [504, DeadlineError],
  ])('makes of %i a class of its own', (status, Class) => {
    const error = errorOf(status, { statusCode: status, message: 'm', code: 'c', requestId: 'r' });
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(LitServeError);
    expect(error).toMatchObject({ name: Class.name, message: 'm', code: 'c', status, requestId: 'r' });
  });

  it.each<[string, unknown, object]>([
    [
      'of Nest',
      { statusCode: 404, message: 'Cannot POST /x', error: 'Not Found' },
      { code: 'not_found', message: 'Cannot POST /x' },
    ],
    [
      'of a validation',
      { message: ['a must be', 'b must be'], error: 'Bad Request' },
      { message: 'a must be; b must be' },
    ],
    ['of a proxy', '<h1>404</h1>', { code: 'http_404', message: '<h1>404</h1>', body: '<h1>404</h1>' }],
    ['without a body', '', { code: 'http_404', message: 'The server answered 404' }],
    ['of anything', null, { code: 'http_404', requestId: 'head', retryAfterMs: 5 }],
  ])('understands a body %s', (_, body, expected) => {
    expect(errorOf(404, body, { requestId: 'head', retryAfterMs: 5 })).toMatchObject(expected);
  });
});
