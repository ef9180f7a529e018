import { describe, expect, it } from '@jest/globals';
import { loadOnnxRuntime } from './load-onnxruntime.js';

const failing = (message: string) => () => Promise.reject(new Error(message));

describe('loadOnnxRuntime', () => {
  it('says how to install the missing package', async () => {
    const missing = failing("Cannot find package 'onnxruntime-node' imported from app.js");

    await expect(loadOnnxRuntime(missing)).rejects.toThrow("run 'npm install onnxruntime-node'");
  });

  it('says why an installed package does not load', async () => {
    const cause = "Cannot find module '../bin/napi-v6/linux/riscv64/onnxruntime_binding.node'";

    const error = await loadOnnxRuntime(failing(cause)).catch((reason: Error) => reason);

    expect(error).toMatchObject({
      message: `onnxruntime-node does not load on ${process.platform}-${process.arch}: ${cause}`,
      cause: expect.objectContaining({ message: cause }),
    });
  });

  it('loads the real one', async () => {
    const { InferenceSession } = await loadOnnxRuntime();

    expect(InferenceSession.create).toBeInstanceOf(Function);
  });
});
