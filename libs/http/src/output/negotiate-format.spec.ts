import { describe, expect, it } from '@jest/globals';
import { negotiateFormat } from './negotiate-format.js';

describe('negotiateFormat', () => {
  it.each([
    [undefined, 'sse'],
    ['*/*', 'sse'],
    ['text/event-stream', 'sse'],
    ['application/x-ndjson', 'ndjson'],
    ['application/ndjson; charset=utf-8', 'ndjson'],
    ['application/json', 'json'],
    ['application/json, text/plain, */*', 'json'],
    ['application/json;q=0.5, Text/Event-Stream', 'sse'],
    ['application/x-ndjson, text/event-stream', 'ndjson'],
    ['application/json;q=0', 'sse'],
    ['application/json;q=lots', 'sse'],
    ['constructor', 'sse'],
  ])('%s → %s', (accept, format) => expect(negotiateFormat(accept)).toBe(format));
});
