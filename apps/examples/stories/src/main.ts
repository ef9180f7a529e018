import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';
import { STORIES } from './stories/story-teller.js';

await startExample({
  name: 'Stories',
  module: AppModule,
  model: STORIES,
  tries: (host) => [
    `curl -N ${host}/predict -H 'content-type: application/json' -d '{"prompt":"Lily had a red ball"}'`,
  ],
});
