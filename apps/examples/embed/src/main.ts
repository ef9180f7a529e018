import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';
import { STATIC_EMBED } from './static-embed/static-embedding.js';

await startExample({
  name: 'Embed',
  module: AppModule,
  model: STATIC_EMBED,
  tries: (host) => [
    `curl ${host}/predict -H 'content-type: application/json' -d '{"text":"A kitten on the sofa"}'`,
  ],
});
