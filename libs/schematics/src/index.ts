export { endpoint } from './endpoint/endpoint.factory.js';
export type { EndpointOptions, EndpointType } from './endpoint/endpoint.options.js';
