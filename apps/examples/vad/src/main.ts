import { startExample } from '../../start/start-example.js';
import { AppModule } from './app.module.js';
import { SILERO_VAD } from './vad/silero-vad.js';

await startExample({
  name: 'Vad',
  module: AppModule,
  model: SILERO_VAD,
  tries: (host) => [
    `tail -c +45 speech.wav | curl '${host}/predict?session=a&rate=16000&start=true&end=true' --data-binary @-`,
  ],
});
