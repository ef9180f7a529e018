import { Graph } from './graph.js';

/** A model file, made of random numbers: what it answers means nothing, what it costs is real. */
export interface Network {
  readonly build: (random: () => number) => Buffer;
  /** The shape of one item. */
  readonly itemShape: readonly number[];
}

/** 0.7 million parameters in dense layers. */
const mlp: Network = {
  itemShape: [784],
  build: (random) => {
    const graph = new Graph(random);
    const dense = (from: string, inputs: number, outputs: number): string =>
      graph.node('Gemm', [from, graph.weights([inputs, outputs], inputs), graph.weights([outputs], inputs)]);
    const first = graph.node('Relu', [dense('x', 784, 512)]);
    const second = graph.node('Relu', [dense(first, 512, 512)]);
    return graph.model(['batch', 784], dense(second, 512, 10), ['batch', 10]);
  },
};

/** Four one-dimensional convolutions over 1024 samples, such as of sound. */
const convolution: Network = {
  itemShape: [1, 1024],
  build: (random) => {
    const graph = new Graph(random);
    const channels = [1, 32, 64, 128, 256];
    let value = 'x';
    for (const [layer, outputs] of channels.slice(1).entries()) {
      const inputs = channels[layer] ?? 1;
      const weights = [graph.weights([outputs, inputs, 9], inputs * 9), graph.weights([outputs], inputs * 9)];
      const attributes = { kernel_shape: { ints: [9] }, strides: { ints: [2] }, pads: { ints: [4, 4] } };
      value = graph.node('Relu', [graph.node('Conv', [value, ...weights], attributes)]);
    }
    const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])], { axis: { int: 1 } });
    return graph.model(['batch', 1, 1024], pooled, ['batch', 256]);
  },
};

const TOKENS = 16;
const WIDTH = 384;
const LAYERS = 7;

/** 12 million parameters in layers of attention over 16 tokens, which end in their mean, as an embedding does. */
const transformer: Network = {
  itemShape: [TOKENS, WIDTH],
  build: (random) => {
    const graph = new Graph(random);
    let value = 'x';
    for (let layer = 0; layer < LAYERS; layer++) value = transformerLayer(graph, value);
    const mean = graph.node('ReduceMean', [value], { axes: { ints: [1] }, keepdims: { int: 0 } });
    return graph.model(['batch', TOKENS, WIDTH], mean, ['batch', WIDTH]);
  },
};

function transformerLayer(graph: Graph, value: string): string {
  const product = (from: string, inputs: number, outputs: number): string =>
    graph.node('MatMul', [from, graph.weights([inputs, outputs], inputs)]);
  const add = (a: string, b: string): string => graph.node('Add', [a, b]);
  const norms = [graph.constant([WIDTH], 1), graph.constant([WIDTH], 0)];
  const normal = graph.node('LayerNormalization', [value, ...norms], {
    axis: { int: 2 },
    epsilon: { float: 1e-5 },
  });
  const keys = graph.node('Transpose', [product(normal, WIDTH, WIDTH)], { perm: { ints: [0, 2, 1] } });
  const scores = graph.node('MatMul', [product(normal, WIDTH, WIDTH), keys]);
  const attention = graph.node('Softmax', [scores], { axis: { int: 2 } });
  const seen = graph.node('MatMul', [attention, product(normal, WIDTH, WIDTH)]);
  const attended = add(value, product(seen, WIDTH, WIDTH));
  const inner = graph.node('Relu', [product(attended, WIDTH, 4 * WIDTH)]);
  return add(attended, product(inner, 4 * WIDTH, WIDTH));
}

export const NETWORKS = { mlp, convolution, transformer };
export type NetworkName = keyof typeof NETWORKS;
