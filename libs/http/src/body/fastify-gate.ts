import type { IncomingMessage, ServerResponse } from 'node:http';
import { litRequestOf } from '../lit-request.js';
import type { OpenRequests } from '../open-requests.js';
import { bodyLimit, type GatedRoute } from '../route-options.js';
import { exposeBody } from './expose-body.js';
import { receiveBody } from './receive-body.js';
import { hideBodyHeaders, leaveUnread } from './refusal.js';

/** The part of Fastify that is used here, written down so that the package is not needed. */
interface Request {
  readonly raw: IncomingMessage;
  body?: unknown;
}
interface Reply {
  readonly raw: ServerResponse;
}
type Done = (error?: Error | null, payload?: unknown) => void;
type Hook = ((request: Request, reply: Reply, done: Done) => void) | ((...args: never[]) => unknown);
interface RouteOptions {
  readonly config?: { readonly litserve?: GatedRoute };
  bodyLimit?: number;
  onRequest?: Hook | Hook[];
  preParsing?: ((request: Request, reply: Reply, payload: unknown, done: Done) => void) | Hook | Hook[];
  preValidation?: Hook | Hook[];
}
export interface FastifyApp {
  hasContentTypeParser(contentType: string): boolean;
  addHook(name: 'onRoute', hook: (route: RouteOptions) => void): unknown;
}

const MULTIPART = 'multipart/form-data';

const and = <T>(before: T | T[] | undefined, own: T): T[] => [...[before ?? []].flat(), own] as T[];

/** Reads the bodies of our own routes on Fastify, through hooks of these routes alone. Call it before routes exist. */
export function installFastifyGate(app: FastifyApp, requests: OpenRequests): void {
  app.addHook('onRoute', (route) => {
    const options = route.config?.litserve;
    if (!options) return;
    route.bodyLimit = options.maxPayloadBytes ?? requests.maxPayloadBytes;
    route.onRequest = and<Hook>(route.onRequest, (request: Request, reply: Reply, done: Done) => {
      requests.begin(request.raw, reply.raw);
      done();
    });
    route.preParsing = and<Hook>(
      route.preParsing,
      (request: Request, reply: Reply, payload: unknown, done: Done) => {
        const state = litRequestOf(request);
        if (!state) return done(null, payload);
        void receiveBody(request.raw, reply.raw, state, options).then(() => {
          // An upload is the app's if it has a parser for it, such as @fastify/multipart.
          if (state.upload && app.hasContentTypeParser(MULTIPART)) state.upload = undefined;
          if (state.error) leaveUnread(request.raw, reply.raw, bodyLimit(options, state));
          // Of everything else Fastify must see no body, or it parses it or answers 415.
          if (state.body || state.upload || state.error) state.restoreHeaders = hideBodyHeaders(request.raw);
          done(null, payload);
        });
      },
    );
    route.preValidation = and<Hook>(route.preValidation, (request: Request, _reply: Reply, done: Done) => {
      const state = litRequestOf(request);
      state?.restoreHeaders?.();
      if (state?.body) exposeBody(request, state.body);
      done();
    });
  });
}
