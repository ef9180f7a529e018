import { HttpException, InternalServerErrorException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { LitServeException } from '#common';
import { logCause } from './log-cause.js';

describe('logCause', () => {
  const logged = (error: unknown, requestId?: string): string[] => {
    const lines: string[] = [];
    logCause(
      (level, context, message) => lines.push(`${level} ${context} ${message}`),
      'Api',
      error,
      requestId,
    );
    return lines;
  };

  it('tells what stands behind a 500, and whose it is', () => {
    const cause = new Error('disk full');
    const [own] = logged(new LitServeException('wrong_batch_result', { cause }), 'r-1');
    expect(own).toBe('error Api wrong_batch_result: disk full (request r-1)');
    const [users] = logged(new InternalServerErrorException('Try later', { cause }), 'r-2');
    expect(users).toMatch(/^error Api Try later: [^]*disk full[^]* \(request r-2\)$/);
  });

  it.each<[string, unknown]>([
    ['an answer', new HttpException('teapot', 418, { cause: new Error('x') })],
    ['a 500 that says it all', new InternalServerErrorException('no')],
    ['what the HTTP process logs', new Error('x')],
  ])('says nothing about %s', (_, error) => {
    expect(logged(error)).toEqual([]);
  });
});
