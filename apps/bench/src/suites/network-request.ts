import { NETWORKS, type NetworkName } from '../onnx/networks.js';

/** One item of a generated network, as bytes. */
export function networkRequest(network: NetworkName) {
  const size = NETWORKS[network].itemShape.reduce((product, axis) => product * axis, 1);
  return {
    path: '/predict',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(Float32Array.from({ length: size }, Math.sin).buffer),
  };
}
