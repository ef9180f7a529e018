import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySession, { type FastifySessionOptions } from '@fastify/session';
import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import session from 'express-session';
import helmet from 'helmet';
import type { Adapter } from './boot-app.js';

/** The one origin that may call from elsewhere. */
export const ORIGIN = 'https://app.example';

const SECRET = 'not secret at all, and longer than 32 characters';

/** What apps put in front of their routes, all of it at once, as a main.ts would. */
export async function installMiddleware(adapter: Adapter, app: INestApplication): Promise<void> {
  app.enableCors({ origin: ORIGIN, credentials: true });
  app.enableCsrfProtection({ trustedOrigins: [ORIGIN] });
  if (adapter === 'express') {
    const sessions = session({
      name: 'sid',
      secret: SECRET,
      resave: false,
      saveUninitialized: true,
      store: new FarStore(),
    });
    app.use(compression(), helmet(), cookieParser(), sessions);
    return;
  }
  const fastify = app as NestFastifyApplication;
  await fastify.register(fastifyCompress);
  await fastify.register(fastifyHelmet);
  await fastify.register(fastifyCookie);
  await fastify.register(fastifySession, {
    cookieName: 'sid',
    secret: SECRET,
    cookie: { secure: false },
    // The two packages describe the same store by types of their own.
    store: new FarStore() as object as Required<FastifySessionOptions>['store'],
  });
}

/** Sessions as in a database: they come and go some turns later. */
class FarStore extends session.MemoryStore {
  override get(...[id, callback]: Parameters<session.MemoryStore['get']>): void {
    setTimeout(() => super.get(id, callback), 2);
  }

  override set(...[id, data, callback]: Parameters<session.MemoryStore['set']>): void {
    setTimeout(() => super.set(id, data, callback), 2);
  }
}
