import { describe, expect, it } from '@jest/globals';
import { isWorkerControl } from './control-message.js';

describe('isWorkerControl', () => {
  it.each<[object]>([
    [{ litserve: 'cancel-calls', calls: [] }],
    [{ litserve: 'cancel-calls', calls: [0, 7] }],
    [{ litserve: 'credit-calls', credits: [[7, 65_536]] }],
    [{ litserve: 'step', step: 'modules' }],
    [{ litserve: 'progress', step: 'modules', ms: 0.5 }],
    [{ litserve: 'memory', rssBytes: 5e9 }],
    [{ litserve: 'ready' }],
    [{ litserve: 'boot-failed', error: { name: 'Error', message: 'x' } }],
    [{ litserve: 'health', id: 1, healthy: true, detail: 'x' }],
    [{ litserve: 'log', level: 'log', context: 'c', message: 'm' }],
  ])('knows %j', (message) => {
    expect(isWorkerControl(message)).toBe(true);
  });

  it.each<[unknown]>([
    [null],
    ['ready'],
    [{}],
    [{ litserve: 'constructor' }],
    [{ litserve: 'cancel-calls' }],
    [{ litserve: 'cancel-calls', calls: 7 }],
    [{ litserve: 'cancel-calls', calls: ['7'] }],
    [{ litserve: 'cancel-calls', calls: [-1] }],
    [{ litserve: 'credit-calls', credits: [7] }],
    [{ litserve: 'credit-calls', credits: [[7]] }],
    [{ litserve: 'credit-calls', credits: [[7, -5]] }],
    [{ litserve: 'credit-calls', credits: [[7, 5, 5]] }],
    [{ litserve: 'step' }],
    [{ litserve: 'progress', step: 'modules' }],
    [{ litserve: 'memory', rssBytes: '5' }],
    [{ litserve: 'boot-failed', error: null }],
    [{ litserve: 'health', id: '1', healthy: true }],
    [{ litserve: 'log', level: 'log', context: 'c', message: 5 }],
  ])('takes %j for none of ours', (message) => {
    expect(isWorkerControl(message)).toBe(false);
  });
});
