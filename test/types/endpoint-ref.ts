import { InjectEndpoint, LitEndpoint, type EndpointRef } from 'nestjs-litserve';
import type { Observable } from 'rxjs';

@LitEndpoint('/embed')
export class EmbedApi {
  decodeRequest(body: { readonly text: string }): string {
    return body.text;
  }
  predict(text: string): Float32Array {
    return Float32Array.from([text.length]);
  }
  encodeResponse(vector: Float32Array): { readonly vector: number[] } {
    return { vector: [...vector] };
  }
}

@LitEndpoint('/tell', { stream: true })
export class TellApi {
  async *predict({ topic }: { readonly topic: string }): AsyncGenerator<{ readonly token: string }> {
    yield { token: topic };
  }
}

/** What comes of one item of a batch its types do not say. */
@LitEndpoint('/double', { maxBatchSize: 8 })
export class DoubleApi {
  predict(inputs: number[]): number[] {
    return inputs.map((input) => input * 2);
  }
}

export class Caller {
  constructor(
    @InjectEndpoint(EmbedApi) private readonly embed: EndpointRef<EmbedApi>,
    @InjectEndpoint(() => TellApi) private readonly tell: EndpointRef<TellApi>,
    @InjectEndpoint(DoubleApi) private readonly double: EndpointRef<DoubleApi>,
  ) {}

  async good(signal: AbortSignal): Promise<void> {
    const { vector }: { vector: number[] } = await this.embed.predict(
      { text: 'a' },
      { signal, timeoutMs: 50 },
    );
    const tokens: Observable<{ token: string }> = this.tell.stream({ topic: 'rain' });
    const all: readonly { token: string }[] = await this.tell.predict({ topic: 'rain' });
    const answer: unknown = await this.double.predict(2);
    const doubled: number = await this.double.predict<number>(2);
    const { completed }: { completed: number } = await this.embed.stats();
    void [vector, tokens, all, answer, doubled, completed];
  }

  async bad(): Promise<void> {
    // @ts-expect-error the request has a text
    await this.embed.predict({ words: 'a' });
    // @ts-expect-error it is not the input of predict
    await this.embed.predict('a');
    // @ts-expect-error the answer is not the output of predict
    const vector: Float32Array = await this.embed.predict({ text: 'a' });
    // @ts-expect-error chunks are objects
    const tokens: Observable<string> = this.tell.stream({ topic: 'rain' });
    // @ts-expect-error it has to be said what comes of one
    const doubled: number = await this.double.predict(2);
    // @ts-expect-error no such option
    await this.embed.predict({ text: 'a' }, { timeout: 50 });
    // @ts-expect-error a priority is a word
    await this.embed.predict({ text: 'a' }, { priority: 1 });
    void [vector, tokens, doubled];
  }
}

// @ts-expect-error an endpoint is named by its class
InjectEndpoint('embed');
