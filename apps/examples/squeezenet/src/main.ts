import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';
import { SQUEEZENET } from './squeezenet/squeezenet.js';

await startExample({
  name: 'Squeezenet',
  module: AppModule,
  model: SQUEEZENET,
  tries: (host) => [`curl ${host}/predict --data-binary @cat.jpg`, `curl ${host}/predict -F image=@cat.jpg`],
});
