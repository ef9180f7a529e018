import { DONE, Device, LitApi, LitContext, LitResponse, type EndpointHooks } from 'nestjs-litserve';

interface Question {
  readonly text: string;
}

export class AllHooks extends LitApi<Question, number[], Float32Array, { readonly best: number }> {
  private model: readonly number[] = [];

  override async setup(device: Device): Promise<void> {
    this.model = [device.threads];
  }

  override decodeRequest({ text }: Question): number[] {
    return text.split(' ').map((word) => word.length);
  }

  override predict(inputs: number[][], contexts: LitContext[]): Float32Array[] {
    return inputs.map((input, index) =>
      Float32Array.from([...this.model, ...input, contexts[index]?.attempt ?? 0]),
    );
  }

  override encodeResponse(output: Float32Array, context: LitContext): { best: number } {
    context.log('best', output[0]);
    return { best: output[0] ?? 0 };
  }

  override health(): boolean {
    return this.model.length > 0;
  }
}

/** One at a time, and some fail alone. */
export class One extends LitApi<number, number, string> {
  override async predict(input: number): Promise<string> {
    return String(input);
  }
}
export class Partly extends LitApi<number, number, string> {
  override predict(inputs: number[]): (string | Error)[] {
    return inputs.map((input) => (input < 0 ? new RangeError('below 0') : String(input)));
  }
}

/** Streams: of one, of one later, of a batch. */
export class Stream extends LitApi<number, number, string> {
  override *predict(to: number): Generator<string> {
    for (let i = 0; i < to; i++) yield String(i);
  }
}
export class LaterStream extends LitApi<number, number, string> {
  override async *predict(to: number, context: LitContext): AsyncGenerator<string> {
    for (let i = 0; i < to && !context.signal.aborted; i++) yield String(i);
  }
}
export class BatchStream extends LitApi<number, number, string> {
  override *predict(tos: number[]): Generator<(string | Error | typeof DONE | undefined)[]> {
    for (let i = 0; ; i++) yield tos.map((to) => (i < to ? String(i) : DONE));
  }
}

export class WrongInput extends LitApi<Question, number[], number> {
  // @ts-expect-error predict gets what decodeRequest gives
  override predict(input: string): number {
    return input.length;
  }
}
export class WrongOutput extends LitApi<Question, number[], number> {
  // @ts-expect-error numbers are promised
  override predict(input: number[]): string {
    return input.join();
  }
}
export class WrongChunk extends LitApi<Question, Question, number> {
  // @ts-expect-error chunks are numbers
  override *predict({ text }: Question): Generator<string> {
    yield text;
  }
}
export class WrongRequest extends LitApi<Question, string, string> {
  // @ts-expect-error the request is a Question
  override decodeRequest(body: number): string {
    return String(body);
  }
  override predict(input: string): string {
    return input;
  }
}
export class WrongAnswer extends LitApi<Question, Question, number, { readonly best: number }> {
  override predict(): number {
    return 1;
  }
  // @ts-expect-error a number is no answer
  override encodeResponse(output: number): number {
    return output;
  }
}
// @ts-expect-error predict is required
export class NoPredict extends LitApi<Question> {}
export class NoHook extends LitApi<Question, Question, string> {
  override predict({ text }: Question): string {
    return text;
  }
  // @ts-expect-error there is no such hook
  override postprocess(): void {}
}

// Classes need not extend anything.
export const plain: EndpointHooks = { predict: (input) => input, setup: async () => {} };
// @ts-expect-error predict is required
export const plainWithout: EndpointHooks = { setup: async () => {} };

export const teapot = new LitResponse({ short: true }, { status: 418, headers: { 'x-spout': 'yes' } });
// @ts-expect-error a status is a number
export const noTeapot = new LitResponse({}, { status: '418' });

/** They are injected or handed over, never made. */
// @ts-expect-error abstract
export const context = new LitContext();
// @ts-expect-error abstract
export const device = new Device();
