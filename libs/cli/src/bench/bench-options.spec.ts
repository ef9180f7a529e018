import { describe, expect, it } from '@jest/globals';
import { benchOptions, BenchUsageError } from './bench-options.js';

const FILES: Readonly<Record<string, string>> = {
  'a.json': '{"a":1}',
  'a.bin': 'no json',
  'a.jsonl': '{"a":1}\n{"a":2}\n\n',
};
const parse = (...args: string[]) =>
  benchOptions(args, (path) => (FILES[path] === undefined ? undefined : Buffer.from(FILES[path])));

const URL_ = 'http://localhost:3000/predict';

describe('the options of the bench', () => {
  it('have defaults', () => {
    expect(parse(URL_)).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      bodies: [Buffer.from('{}')],
      timeoutMs: 30_000,
      warmUpMs: 500,
      concurrency: undefined,
      rates: undefined,
      durationMs: undefined,
      objective: undefined,
    });
    expect(parse(URL_, '--method', 'get')).toMatchObject({ method: 'GET', bodies: [], headers: {} });
  });

  it('are read', () => {
    const args = ['--concurrency', '1,8', '--rate', '0', '--duration', '1.5s', '--slo', 'first.p95=1m'];
    expect(parse(URL_, ...args, '--header', 'Authorization: Bearer x:y')).toMatchObject({
      concurrency: [1, 8],
      rates: [],
      durationMs: 1500,
      objective: { of: 'first', percentile: 'p95', limitMs: 60_000 },
      headers: { authorization: 'Bearer x:y' },
    });
  });

  it.each([
    [['--data', '1', '--data', '2'], ['1', '2'], 'application/json'],
    [['--data', '@a.json'], ['{"a":1}'], 'application/json'],
    [['--data', '@a.jsonl'], ['{"a":1}', '{"a":2}'], 'application/json'],
    [['--data', '@a.bin'], ['no json'], 'application/octet-stream'],
    [['--data', 'a text', '--content-type', 'text/plain'], ['a text'], 'text/plain'],
  ])('take bodies: %j', (args, bodies, type) => {
    const options = parse(URL_, ...args);
    expect(options.bodies.map(String)).toEqual(bodies);
    expect(options.headers['content-type']).toBe(type);
  });

  it.each([
    [[], 'bench needs the URL of an endpoint'],
    [[URL_, 'more'], 'bench takes one URL, and not "more"'],
    [['localhost:3000'], '"localhost:3000" is no URL: write http://localhost:3000/predict'],
    [[URL_, '--data', '{text: 1}'], '--data is no JSON: {text: 1}; quote it for the shell'],
    [[URL_, '--data', '@none'], '--data: there is no file "none"'],
    [[URL_, '--concurrency', '1,two'], '--concurrency takes whole numbers above 0, got "two"'],
    [[URL_, '--rate', '-1'], "Option '--rate' argument is ambiguous"],
    [[URL_, '--duration', '3'], '--duration takes a time such as 3s, 500ms or 1m, got "3"'],
    [[URL_, '--slo', '200ms'], '--slo takes p50, p90, p95 or p99 and a time, p99=200ms, got "200ms"'],
    [[URL_, '--header', 'nothing'], '--header takes "name: value", got "nothing"'],
    [[URL_, '--jason'], "Unknown option '--jason'"],
  ])('do not understand %j', (args, why) => {
    expect(() => parse(...args)).toThrow(BenchUsageError);
    expect(() => parse(...args)).toThrow(why);
  });
});
