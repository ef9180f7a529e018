import { EventEmitter } from 'node:events';
import { duplexPair } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { deferred } from '#common';
import { LitEndpoint } from '#endpoint';
import {
  decodeList,
  encodeArgs,
  FrameChannel,
  packReply,
  unpackFromWorker,
  type FromWorkerControl,
  type FromWorkerMessage,
  type Received,
} from '#wire';
import { WORKER_CALLS, type WorkerCalls } from '../calls/worker-calls.js';
import type { ForkedProcess } from './parent-link.js';
import { WorkerProcess } from './worker-process.js';

@LitEndpoint('/tokens')
@LitEndpoint({ path: '/words', name: 'words' })
class TokensApi {
  predict(x: number): number {
    return x;
  }
}

@Module({ providers: [TokensApi] })
class TokensModule {}

/** Asks another endpoint when it is made, and waits for the answer. */
@Injectable()
class Vocabulary implements OnModuleInit {
  words: unknown;

  constructor(@Inject(WORKER_CALLS) private readonly worker: WorkerCalls) {}

  async onModuleInit(): Promise<void> {
    const answer = deferred();
    const endpoint = this.worker.endpointId(TokensApi, 'words') ?? 'none';
    this.worker.calls.open(
      { endpoint, kind: 'predict', args: encodeArgs(['all'], []) },
      {
        values: (values) => {
          this.words = decodeList(values, undefined)[0];
        },
        done: () => answer.resolve(),
        fail: (error) => answer.reject(error),
      },
    );
    await answer.promise;
  }
}

const booted: { readonly vocabulary: Vocabulary; readonly ids: unknown[] }[] = [];

@LitEndpoint('/embed')
class EmbedApi {
  constructor(
    private readonly vocabulary: Vocabulary,
    @Inject(WORKER_CALLS) private readonly worker: WorkerCalls,
  ) {}

  setup(): void {
    const ids = [
      this.worker.endpointId(EmbedApi),
      this.worker.endpointId(TokensApi),
      this.worker.endpointId(TokensApi, 'tokens'),
      this.worker.endpointId(TokensApi, 'letters'),
      this.worker.endpointId(Vocabulary),
    ];
    booted.push({ vocabulary: this.vocabulary, ids });
  }

  predict(x: number): number {
    return x;
  }
}

@Module({ providers: [EmbedApi, Vocabulary] })
class EmbedModule {}

@Module({ imports: [EmbedModule, TokensModule] })
class AppModule {}

class Forked extends EventEmitter implements ForkedProcess {
  readonly connected = true;
  readonly said: FromWorkerControl[] = [];

  send(message: unknown): boolean {
    return this.said.push(message as FromWorkerControl) > 0;
  }

  exit(): void {}
}

describe('a worker that boots', () => {
  it('lets its modules call endpoints of the whole app, and wait for them', async () => {
    const self = new Forked();
    const [near, far] = duplexPair();
    const calls: FromWorkerMessage<Received>[] = [];
    const frames = new FrameChannel(far, {
      frame: (frame) => {
        const message = unpackFromWorker(frame);
        calls.push(message);
        if (message.type !== 'call') return;
        const values = encodeArgs([['a', 'b']], []);
        const { call } = message;
        frames.send(packReply({ type: 'reply', call, reply: { kind: 'values', size: 1, values } }));
        frames.send(packReply({ type: 'reply', call, reply: { kind: 'end' } }));
      },
      error: () => {},
      end: () => {},
    });
    const id = 'EmbedModule/EmbedApi/0';
    const assignment = {
      ppid: process.pid,
      pool: 'embed',
      worker: 0,
      device: { type: 'cpu', index: 0, threads: 1 },
      endpoints: [{ id, name: 'embed', maxBatchSize: 1, concurrency: 1, stream: false }],
    };
    await new WorkerProcess(assignment, self, () => near).run(AppModule);
    expect(self.said.at(-1)).toEqual({ litserve: 'ready' });
    expect(calls).toMatchObject([{ type: 'call', endpoint: 'TokensModule/TokensApi/1', kind: 'predict' }]);
    expect(booted[0]?.vocabulary.words).toEqual(['a', 'b']);
    const tokens = 'TokensModule/TokensApi/0';
    expect(booted[0]?.ids).toEqual([id, tokens, tokens, undefined, undefined]);
  });
});
