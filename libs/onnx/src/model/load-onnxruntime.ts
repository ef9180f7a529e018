import type * as OnnxRuntime from 'onnxruntime-node';
import { acceptArraysOfNativeCode } from '../tensors/typed-array-realms.js';

export type { OnnxRuntime };

/**
 * Loads the optional peer, only when a model is loaded: an app without one need not install it, and the HTTP process
 * need not carry it.
 *
 * @param load replaces the import in specs
 * @throws Error with the cure when the package is missing or its native part does not load
 */
export async function loadOnnxRuntime(
  load: () => Promise<typeof OnnxRuntime> = () => import('onnxruntime-node'),
): Promise<typeof OnnxRuntime> {
  acceptArraysOfNativeCode();
  try {
    return await load();
  } catch (cause) {
    throw new Error(cure(cause), { cause });
  }
}

function cure(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  // A missing file inside the package has the same code; then the package is there and installing it again is no cure.
  if (/Cannot find (package|module) '?onnxruntime-node'?/.test(reason)) {
    return "nestjs-litserve/onnx needs the package onnxruntime-node, which is not installed: run 'npm install onnxruntime-node'";
  }
  return `onnxruntime-node does not load on ${process.platform}-${process.arch}: ${reason}`;
}
