import { itemsOf, type ServedNetwork } from '../onnx/served-networks.js';

/** One item of a network, as bytes. */
export function networkRequest(network: ServedNetwork) {
  return {
    path: '/predict',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(itemsOf(network, 1).data.buffer),
  };
}
