/** y = max(x, 0) of one number, as an ONNX file. */
const ONE_NODE = 'CAg6MwoMCgF4EgF5IgRSZWx1EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUICEA0=';

/**
 * The program of a throw-away process: makes a session of one node on the provider that is named and runs it, or loads a
 * model there. A driver that is broken, or a model, fails or crashes here, and only here.
 *
 * @throws Error of onnxruntime, which ends the process with code 1 and the reason
 */
async function tryProvider(provider: string, model?: string): Promise<void> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const options = { executionProviders: [provider], logSeverityLevel: 4 } as const;
  if (model !== undefined) {
    await InferenceSession.create(model, options);
    return;
  }
  const session = await InferenceSession.create(Buffer.from(ONE_NODE, 'base64'), options);
  const { y } = await session.run({ x: new Tensor('float32', [2], [1]) });
  if (y?.data[0] !== 2)
    throw new Error(`a session on ${provider} answers ${String(y?.data[0])} instead of 2`);
}

await tryProvider(process.argv[2] ?? 'cpu', process.argv[3]).catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
