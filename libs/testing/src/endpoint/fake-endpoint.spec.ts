import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { EndpointRef, getEndpointToken, InjectEndpoint, LitEndpoint, LitServeModule } from '#core';
import { FakeEndpoint } from './fake-endpoint.js';

@LitEndpoint('/embed')
class EmbedApi {
  decodeRequest(body: { text: string }): string {
    return body.text;
  }
  predict(text: string): string {
    return text;
  }
  encodeResponse(text: string): number[] {
    return [text.length];
  }
}

@LitEndpoint('/chat', { stream: true })
class ChatApi {
  decodeRequest(text: string): string {
    return text;
  }
  *predict(text: string): Generator<string> {
    yield text;
  }
}

@Injectable()
class Search {
  constructor(@InjectEndpoint(EmbedApi) private readonly embed: EndpointRef<EmbedApi>) {}
  async first(text: string): Promise<number | undefined> {
    return (await this.embed.predict({ text }))[0];
  }
}

async function chunksOf<Api>(ref: EndpointRef<Api>, request: never): Promise<unknown[]> {
  const chunks: unknown[] = [];
  await ref.stream(request).forEach((chunk) => void chunks.push(chunk));
  return chunks;
}

describe('FakeEndpoint', () => {
  it('stands in for the ref in an app, whose endpoint need not be there', async () => {
    const embed = new FakeEndpoint<EmbedApi>(({ text }) => [text.length * 100]);
    const module = await Test.createTestingModule({
      imports: [LitServeModule.forRoot()],
      providers: [Search],
    })
      .overrideProvider(getEndpointToken(EmbedApi))
      .useValue(embed)
      .compile();
    expect(await module.get(Search).first('abc')).toBe(300);
    expect(embed.requests).toEqual([{ text: 'abc' }]);
  });

  it('gives an answer as one chunk, a list too', async () => {
    const embed = new FakeEndpoint<EmbedApi>(async () => [1, 2]);
    expect(await chunksOf(embed, {} as never)).toEqual([[1, 2]]);
  });

  it('gives the chunks of a generator, and all of them to predict', async () => {
    const chat = new FakeEndpoint<ChatApi>(function* (text) {
      yield* text;
    });
    expect(await chunksOf(chat, 'hi' as never)).toEqual(['h', 'i']);
    expect(await chat.predict('ab')).toEqual(['a', 'b']);
  });

  it('ends a generator that nobody reads any more', async () => {
    let isEnded = false;
    const chat = new FakeEndpoint<ChatApi>(async function* () {
      try {
        for (;;) yield 'x';
      } finally {
        isEnded = true;
      }
    });
    await new Promise<void>((resolve) => {
      const subscription = chat.stream('').subscribe(() => {
        subscription.unsubscribe();
        resolve();
      });
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isEnded).toBe(true);
  });

  it('fails as it is told to, and counts', async () => {
    const embed = new FakeEndpoint<EmbedApi>(({ text }) => {
      if (text === '') throw new RangeError('no text');
      return [1];
    });
    await expect(embed.predict({ text: '' })).rejects.toThrow(RangeError);
    await expect(chunksOf(embed, { text: '' } as never)).rejects.toThrow('no text');
    await embed.predict({ text: 'a' });
    const aborted = { signal: AbortSignal.abort(new Error('gone')) };
    await expect(embed.predict({ text: 'a' }, aborted)).rejects.toThrow('gone');
    expect(await embed.stats()).toMatchObject({ submitted: 4, completed: 1, failed: 3, running: 0 });
  });
});
