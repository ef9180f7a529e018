import type { LitRequest } from './lit-request.js';

/** Whom the route's endpoint lets in. */
export interface RouteAdmission {
  /** Why a request that comes now would be refused, whatever it says: a look, before its body is read. */
  refusal(): Error | undefined;
  /** Told of a request that is refused without having come to the endpoint. */
  refused(request: LitRequest, error: Error): void;
}

/** What the body gate and the output need to know about one of our routes. */
export interface GatedRoute {
  /** Absent: the app's. */
  readonly maxPayloadBytes: number | undefined;
  /** What its content-type says; bytes whatever that is; or the same, but forms with files, which are read as such. */
  readonly body: 'parsed' | 'bytes' | 'upload';
  /** Somebody looks into the body (a DTO, a pipe, `@Body('x')`), so it is parsed here and not in the worker. */
  needsBody: boolean;
  /** Interceptors of the app are bound to it, one of which may read an upload. */
  intercepted: boolean;
  /** Absent where it is not known before the body is read. */
  readonly admission?: RouteAdmission;
  /** Its answers are streams; absent where Nest writes them. */
  readonly stream?: boolean;
}

const LIT_ROUTE = 'litserve:route';
/** Nest's adapter for Fastify passes this metadata on as the route's `config`. */
const FASTIFY_ROUTE_CONFIG = '__fastify_route_config__';

/** Marks a handler. The object is shared on purpose: `needsBody` and `intercepted` are known only when all pipes and
 * interceptors are. */
export function markLitRoute(handler: Function, options: GatedRoute): void {
  const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG, handler) as object | undefined;
  Reflect.defineMetadata(LIT_ROUTE, options, handler);
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG, { ...config, litserve: options }, handler);
}

/** What the body of a request may have, after decompression: the limit of the route, else the one of the app. */
export function bodyLimit(route: GatedRoute | undefined, { maxPayloadBytes }: LitRequest): number {
  return route?.maxPayloadBytes ?? maxPayloadBytes;
}

/** Works on the handler and on the function the adapter registers, to which Nest copies the metadata. */
export function litRouteOf(handler: Function): GatedRoute | undefined {
  return Reflect.getMetadata(LIT_ROUTE, handler) as GatedRoute | undefined;
}
