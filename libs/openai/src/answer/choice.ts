import type { Delta, FinishReason, ToolCallDelta, Usage } from './delta.js';
import { newId } from './new-id.js';
import { StopScanner } from './stop-scanner.js';

/** A call of a tool, put together from its pieces. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function' | 'custom';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** One answer of a model as it grows: what of it a client may see, and why it has ended. */
export class Choice {
  readonly #scanner: StopScanner;
  readonly #calls = new Map<number, ToolCall>();
  readonly #logprobs: unknown[] = [];
  #said: FinishReason | undefined;
  text = '';
  refusal: string | null = null;
  usage: Usage | undefined;

  constructor(
    readonly index: number,
    stops: readonly string[],
  ) {
    this.#scanner = new StopScanner(stops);
  }

  /** A stop sequence has come: what the model adds is of no use. */
  get isStopped(): boolean {
    return this.#scanner.isStopped;
  }

  get toolCalls(): readonly ToolCall[] {
    return [...this.#calls.values()];
  }

  get logprobs(): { readonly content: readonly unknown[] } | null {
    return this.#logprobs.length > 0 ? { content: this.#logprobs } : null;
  }

  /** @returns what a client may see of it now; `undefined` for nothing */
  take(delta: Delta): Delta | undefined {
    this.usage = delta.usage ?? this.usage;
    this.#said = delta.finish_reason ?? this.#said;
    const content = this.#scanner.take(delta.content ?? '');
    this.text += content;
    if (typeof delta.refusal === 'string') this.refusal = (this.refusal ?? '') + delta.refusal;
    const calls = delta.tool_calls?.map((call, at) => this.#addCall(call, at));
    if (delta.logprobs !== undefined) this.#addLogprobs(delta.logprobs);
    // For each token of a stream, so without a copy for each field.
    let shown: { -readonly [Field in keyof Delta]: Delta[Field] } | undefined;
    if (content !== '') shown = { content };
    if (typeof delta.refusal === 'string') (shown ??= {}).refusal = delta.refusal;
    if (calls?.length) (shown ??= {}).tool_calls = calls;
    if (delta.logprobs !== undefined) (shown ??= {}).logprobs = delta.logprobs;
    return shown;
  }

  /** The model has ended. @returns text that was held back, as it might have become a stop sequence */
  end(): string {
    const rest = this.#scanner.rest();
    this.text += rest;
    return rest;
  }

  /**
   * What the model has said, unless it was cut off here; else what can be told from its answer.
   *
   * @param isFull as many tokens as the client wants are counted
   */
  finishReason(isFull: boolean): FinishReason {
    if (this.isStopped) return 'stop';
    if (this.#said) return this.#said;
    if (this.#calls.size > 0) return 'tool_calls';
    return isFull ? 'length' : 'stop';
  }

  #addLogprobs(logprobs: unknown): void {
    const { content } = (logprobs ?? {}) as { content?: readonly unknown[] };
    if (Array.isArray(content)) this.#logprobs.push(...(content as unknown[]));
  }

  /** The first piece of a call carries its id and type; a model that gives none gets them here. */
  #addCall(piece: ToolCallDelta, at: number): ToolCallDelta {
    const index = piece.index ?? at;
    const before = this.#calls.get(index);
    const call: ToolCall = {
      id: before?.id ?? piece.id ?? newId('call_'),
      type: before?.type ?? piece.type ?? 'function',
      function: {
        name: (before?.function.name ?? '') + (piece.function?.name ?? ''),
        arguments: (before?.function.arguments ?? '') + (piece.function?.arguments ?? ''),
      },
    };
    this.#calls.set(index, call);
    if (before) return { ...piece, index };
    return { index, id: call.id, type: call.type, function: { ...call.function } };
  }
}
