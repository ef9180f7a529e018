export type { DeploymentOptions } from './deployment/deployment.options.js';
export { dockerfile } from './dockerfile/dockerfile.factory.js';
export { endpoint } from './endpoint/endpoint.factory.js';
export type { EndpointOptions, EndpointType } from './endpoint/endpoint.options.js';
export { nestAdd } from './nest-add/nest-add.factory.js';
export type { NestAddOptions } from './nest-add/nest-add.options.js';
export { spec } from './spec/spec.factory.js';
export type { SpecOptions } from './spec/spec.options.js';
export { k8s } from './k8s/k8s.factory.js';
