export { installHttp } from './install-http.js';
export { litRequestOf, type LitRequest, type StreamFlow } from './lit-request.js';
export { markLitRoute, type LitRouteOptions } from './route-options.js';
export { BodyReadyGuard } from './body/body-ready.guard.js';
export { LitBody } from './body/lit-body.decorator.js';
export { LitOutputInterceptor } from './output/lit-output.interceptor.js';
export { negotiateFormat } from './output/negotiate-format.js';
export { ReadyChunk } from './output/ready-chunk.js';
export { ReadyAnswer } from './output/ready-answer.js';
