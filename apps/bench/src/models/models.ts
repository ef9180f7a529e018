import type { Type } from '@nestjs/common';

/** The apps of the bench, by name; loaded when asked for, so that each start pays for its own model only. */
export const MODELS = {
  tiny: async () => (await import('./tiny.js')).TinyModule,
  'tiny-single': async () => (await import('./tiny-single.js')).TinySingleModule,
  timer: async () => (await import('./simulated.js')).TimerModule,
  sleep: async () => (await import('./simulated.js')).SleepModule,
  burst: async () => (await import('./tokens.js')).BurstModule,
  turns: async () => (await import('./tokens.js')).TurnsModule,
  chat: async () => (await import('./chat.js')).ChatModule,
  'large-json': async () => (await import('./large.js')).LargeJsonModule,
  upload: async () => (await import('./large.js')).UploadModule,
  echo: async () => (await import('./large.js')).EchoModule,
  slow: async () => (await import('./slow.js')).SlowModule,
  queued: async () => (await import('./queued.js')).QueuedModule,
  network: async () => (await import('./network.js')).NetworkModule,
  'many-own': async () => (await import('./many.js')).manyWithOwnPools(),
  'many-shared': async () => (await import('./many.js')).manyInOnePool(),
} satisfies Record<string, () => Promise<Type>>;

export type ModelName = keyof typeof MODELS;
