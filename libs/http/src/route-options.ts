import type { LitRequest } from './lit-request.js';

/** Whom the route's endpoint lets in. */
export interface RouteAdmission {
  /** Why a request that comes now would be refused, whatever it says: a look, before its body is read. */
  refusal(): Error | undefined;
  /** Told of a request that is refused without having come to the endpoint. */
  refused(request: LitRequest, error: Error): void;
}

/** What the body gate and the output need to know about one of our routes. */
export interface LitRouteOptions {
  readonly maxPayloadBytes: number;
  /** Somebody looks into the body (a DTO, a pipe, `@Body('x')`), so it is parsed here and not in the worker. */
  needsBody: boolean;
  /** Interceptors of the app are bound to it, one of which may read an upload. */
  intercepted: boolean;
  readonly admission: RouteAdmission;
  /** Its answers are streams. */
  readonly stream: boolean;
}

const LIT_ROUTE = 'litserve:route';
/** Nest's adapter for Fastify passes this metadata on as the route's `config`. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** Marks a generated handler. The object is shared on purpose: `needsBody` and `intercepted` are known only when all pipes and
 * interceptors are. */
export function markLitRoute(handler: Function, options: LitRouteOptions): void {
  const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, handler) as object | undefined;
  Reflect.defineMetadata(LIT_ROUTE, options, handler);
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { ...config, litserve: options }, handler);
}

/** Works on the handler and on the function the adapter registers, to which Nest copies the metadata. */
export function litRouteOf(handler: Function): LitRouteOptions | undefined {
  return Reflect.getMetadata(LIT_ROUTE, handler) as LitRouteOptions | undefined;
}
