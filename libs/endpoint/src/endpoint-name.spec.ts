import { describe, expect, it } from '@jest/globals';
import { endpointName } from './endpoint-name.js';

describe('endpointName', () => {
  it.each([
    ['DigitsApi', 'digits'],
    ['SentimentScoresEndpoint', 'sentiment-scores'],
    ['HTTPModelApi', 'http-model'],
    ['Llama3Api', 'llama3'],
    ['Api', 'api'],
    ['snake_case', 'snake-case'],
  ])('%s → %s', (className, name) => expect(endpointName(className)).toBe(name));
});
