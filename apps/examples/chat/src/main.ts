import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';

const BODY = { model: 'tinylm', stream: true, messages: [{ role: 'user', content: 'say: 402' }] };

await startExample({
  name: 'Chat',
  module: AppModule,
  tries: (host) => [
    `curl -N ${host}/v1/chat/completions -H 'content-type: application/json' -d '${JSON.stringify(BODY)}'`,
  ],
});
