import { describe, expect, it } from '@jest/globals';
import { describeServer } from './server-info.js';

const server = { name: 'nestjs-litserve', version: '1.2.3' };
const endpoints = [
  { name: 'a', paths: ['/api/v1/a'], pool: 'p' },
  { name: 'b', paths: ['/api/models/:id/b'], pool: 'p' },
];
const health = { pools: [{ name: 'p', ready: 2, workers: [{ device: 'cuda:0' }, { device: 'cuda:0' }] }] };

const look = (path: string, name?: string) =>
  describeServer(new URL(`http://x${path}`), name, async ({ pathname }) =>
    pathname === '/api/info' ? { server, endpoints } : pathname === '/api/health' ? health : undefined,
  );

describe('describeServer', () => {
  it('finds the endpoint behind a prefix, its workers, and who shares them', async () => {
    expect(await look('/api/v1/a')).toMatchObject({
      version: '1.2.3',
      endpoint: { name: 'a' },
      neighbours: ['b'],
      workers: 2,
      devices: ['cuda:0'],
    });
  });

  it('knows paths with parameters, and names', async () => {
    expect((await look('/api/models/7/b'))?.endpoint.name).toBe('b');
    expect((await look('/api/v1/chat/completions', 'a'))?.endpoint.name).toBe('a');
  });

  it('knows nothing of other paths and other servers', async () => {
    expect(await look('/api/v1/other')).toBeUndefined();
    expect(await look('/elsewhere/v1/a')).toBeUndefined();
  });
});
