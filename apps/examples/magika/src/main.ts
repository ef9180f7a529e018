import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';
import { MAGIKA } from './magika/magika.js';

await startExample({
  name: 'Magika',
  module: AppModule,
  model: MAGIKA,
  tries: (host) => [
    `curl ${host}/predict --data-binary @package.json`,
    `curl ${host}/predict -F file=@package.json`,
  ],
});
