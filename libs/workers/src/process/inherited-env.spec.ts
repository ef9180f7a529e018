import { describe, expect, it } from '@jest/globals';
import { inheritedEnv } from './inherited-env.js';

const ENV = {
  PATH: '/bin',
  NODE_ENV: 'production',
  CUDA_VISIBLE_DEVICES: '0',
  DB_PASSWORD: 'secret',
  MODEL: 'm.onnx',
};

describe('inheritedEnv', () => {
  it('is everything by default', () => {
    expect(inheritedEnv(ENV, true)).toEqual(ENV);
  });

  it('is only what any program needs, and what is named', () => {
    const { PATH, NODE_ENV, CUDA_VISIBLE_DEVICES, MODEL } = ENV;
    expect(inheritedEnv(ENV, false)).toEqual({ PATH, NODE_ENV, CUDA_VISIBLE_DEVICES });
    expect(inheritedEnv(ENV, ['MODEL', 'ABSENT'])).toEqual({ PATH, NODE_ENV, CUDA_VISIBLE_DEVICES, MODEL });
  });
});
