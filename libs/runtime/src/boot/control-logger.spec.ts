import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { controlLog, MAX_LOG_CHARACTERS } from '../host/worker-log.js';
import type { FromWorkerControl } from '#wire';
import { ControlLogger } from './control-logger.js';

function loggerAndLog(): { logger: ControlLogger; log: FromWorkerControl[] } {
  const log: FromWorkerControl[] = [];
  return { logger: new ControlLogger(controlLog((message) => log.push(message))), log };
}

describe('ControlLogger', () => {
  afterEach(() => Logger.overrideLogger(false));

  it.each(['log', 'error', 'warn', 'debug', 'verbose', 'fatal'] as const)('forwards %s', (level) => {
    const { logger, log } = loggerAndLog();
    logger[level]('hello', 'DigitsApi');
    expect(log).toEqual([{ litserve: 'log', level, context: 'DigitsApi', message: 'hello' }]);
  });

  it('takes what Nest’s own Logger passes on: messages, stack, context', () => {
    const { logger, log } = loggerAndLog();
    Logger.overrideLogger(logger);
    const stack = 'Error: broken\n    at file.js:1:1';
    const nest = new Logger('DigitsApi');
    nest.error('broken', stack);
    nest.log({ a: 1 }, 'two');
    expect(log).toEqual([
      { litserve: 'log', level: 'error', context: 'DigitsApi', message: `broken\n${stack}` },
      { litserve: 'log', level: 'log', context: 'DigitsApi', message: '{ a: 1 }\ntwo' },
    ]);
  });

  it('does not take a stack for a context', () => {
    const { logger, log } = loggerAndLog();
    logger.error('broken', 'Error: broken\n    at file.js:1:1');
    expect(log).toMatchObject([{ context: 'Worker', message: 'broken\nError: broken\n    at file.js:1:1' }]);
  });

  it('keeps lines, and cuts what is too long', () => {
    const { logger, log } = loggerAndLog();
    logger.log(`first\n${'x'.repeat(MAX_LOG_CHARACTERS)}`);
    expect(log).toMatchObject([{ message: expect.stringMatching(/^first\nx+… \(6 more characters\)$/) }]);
  });

  it('logs anything', () => {
    const { logger, log } = loggerAndLog();
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    logger.log(loop);
    logger.log(undefined);
    expect(log.map((entry) => 'message' in entry && entry.message)).toEqual([
      '<ref *1> { self: [Circular *1] }',
      'undefined',
    ]);
  });
});
