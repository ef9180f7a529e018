import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OpenRequests } from '../open-requests.js';
import { litRequestOf } from '../lit-request.js';
import { bodyLimit, litRouteOf, type GatedRoute } from '../route-options.js';
import { exposeBody } from './expose-body.js';
import { receiveBody } from './receive-body.js';
import { hideBodyHeaders, leaveUnread } from './refusal.js';

type Next = () => void;
type Handler = (request: ExpressRequest, response: ServerResponse, next: Next) => void;
type ExpressRequest = IncomingMessage & { body?: unknown; path?: string };

/** The part of Express's router that is read here; Nest itself reads `router.stack`. */
interface Layer {
  readonly handle: Function;
  readonly route?: {
    readonly stack: readonly { readonly handle: Function }[];
    readonly methods: Readonly<Record<string, boolean | undefined>>;
  };
  match(path: string): boolean;
}
export interface ExpressApp {
  use(handler: Handler): void;
  readonly router: { readonly stack: Layer[] };
}

const BODY_PARSERS = new Set(['jsonParser', 'urlencodedParser', 'rawParser', 'textParser']);

/**
 * Reads the bodies of our own routes on Express, in front of the app's parsers and after its other middleware, which is
 * where Nest's parser sits; the app's other routes are left alone. Call it while modules are configured: after Nest
 * has mounted its parsers and before it registers routes.
 */
export function installExpressGate(app: ExpressApp, requests: OpenRequests): void {
  let ours: OurLayers | undefined;

  const gate: Handler = (request, response, next) => {
    ours ??= ourLayers(app);
    const layers = ours.get(request.method ?? '');
    const route = layers && routeOf(request, layers, requests.maxPayloadBytes);
    if (!route) return next();
    const state = requests.begin(request, response);
    // A parser of the app was first: what it left in `body` stands.
    if (request.body !== undefined || (request.complete && !request.readable)) return next();
    void receiveBody(request, response, state, route).then(() => {
      if (state.body) exposeBody(request, state.body);
      if (state.error) {
        leaveUnread(request, response, bodyLimit(route, state));
        state.restoreHeaders = hideBodyHeaders(request);
      }
      next();
    });
  };
  app.use(gate);
  app.use(restore);
  moveBeforeParsers(app.router.stack, gate);
}

function restore(request: ExpressRequest, _response: ServerResponse, next: Next): void {
  litRequestOf(request)?.restoreHeaders?.();
  next();
}

interface OurLayer {
  readonly layer: Layer;
  readonly options: GatedRoute;
}

/** By method; Express answers HEAD as GET where there is no handler for it. */
type OurLayers = ReadonlyMap<string, readonly OurLayer[]>;

/** Nest copies a handler's metadata to the function it registers, so our layers are found exactly, prefix and all. */
function ourLayers(app: ExpressApp): OurLayers {
  const byMethod = new Map<string, OurLayer[]>();
  for (const layer of app.router.stack) {
    const options = layer.route?.stack
      .map(({ handle }) => litRouteOf(handle))
      .find((found) => found !== undefined);
    if (!layer.route || !options) continue;
    const methods = Object.keys(layer.route.methods).map((method) => method.toUpperCase());
    for (const method of new Set(methods.includes('GET') ? [...methods, 'HEAD'] : methods)) {
      byMethod.set(method, [...(byMethod.get(method) ?? []), { layer, options }]);
    }
  }
  return byMethod;
}

/** Versions by header share a path: the most generous of them decides, the handler's own version is not known yet. */
function routeOf(
  request: ExpressRequest,
  ours: readonly OurLayer[],
  maxPayloadBytes: number,
): GatedRoute | undefined {
  const path = request.path ?? request.url?.split('?')[0] ?? '/';
  const hits = ours.filter(({ layer }) => layer.match(path)).map(({ options }) => options);
  const [first] = hits;
  if (!first || hits.length === 1) return first;
  return {
    ...first,
    maxPayloadBytes: Math.max(...hits.map((hit) => hit.maxPayloadBytes ?? maxPayloadBytes)),
    needsBody: hits.some((hit) => hit.needsBody),
    admission: { refusal: () => refusalOfAll(hits), refused: () => undefined },
  };
}

/** One of them might let it in. */
function refusalOfAll(hits: readonly GatedRoute[]): Error | undefined {
  const refusals = hits.map(({ admission }) => admission?.refusal());
  return refusals.every(Boolean) ? refusals[0] : undefined;
}

function moveBeforeParsers(stack: Layer[], gate: Handler): void {
  const parser = stack.findIndex((layer) => BODY_PARSERS.has(layer.handle.name));
  const own = stack.findIndex((layer) => layer.handle === gate);
  if (parser >= 0 && parser < own) stack.splice(parser, 0, ...stack.splice(own, 1));
}
