import { toJson } from '#core';
import type { Delta, ToolCallDelta } from '../answer/delta.js';
import { isRecord } from '../request/field.js';
import { FunctionCallOutput } from './function-call-output.js';
import { MessageOutput } from './message-output.js';
import type { Emit } from './response-event.js';
import type { ItemStatus, ResponseItem } from './response-item.js';

/**
 * The output of a response as it grows, told event by event. A message ends where a call begins, and text after it is
 * another one; calls end together, as pieces of parallel ones may come in any order.
 */
export class OutputItems {
  readonly #items: (MessageOutput | FunctionCallOutput)[] = [];
  #message: MessageOutput | undefined;
  #calls = new Map<number, FunctionCallOutput>();

  /** @param emit absent when nobody listens */
  constructor(private readonly emit: Emit | undefined) {}

  get items(): readonly ResponseItem[] {
    return this.#items.map((one) => one.item);
  }

  /** @param delta as a choice shows it: the first piece of a call has its id */
  take({ content, refusal, tool_calls: calls, logprobs }: Delta): void {
    const tokens = logprobs === undefined ? [] : tokensOf(logprobs);
    if (typeof content === 'string' || tokens.length > 0)
      this.#openMessage().add('output_text', content ?? '', tokens);
    if (refusal) this.#openMessage().add('refusal', refusal, []);
    for (const piece of calls ?? []) this.#addCall(piece);
  }

  /** What is left ends in this state. */
  end(status: ItemStatus): void {
    this.#endMessage(status);
    for (const call of this.#calls.values()) call.end(status);
    this.#calls = new Map();
  }

  #openMessage(): MessageOutput {
    this.#message ??= this.#add(new MessageOutput(this.#items.length, this.emit));
    return this.#message;
  }

  #endMessage(status: ItemStatus): void {
    this.#message?.end(status);
    this.#message = undefined;
  }

  #addCall(piece: ToolCallDelta): void {
    const index = piece.index ?? 0;
    const open = this.#calls.get(index);
    if (open) return open.add(piece);
    this.#endMessage('completed');
    this.#calls.set(index, this.#add(new FunctionCallOutput(this.#items.length, piece, this.emit)));
  }

  #add<Item extends MessageOutput | FunctionCallOutput>(item: Item): Item {
    this.#items.push(item);
    return item;
  }
}

/** Of each token, as JSON has it: numbers of models come in many kinds. */
function tokensOf(logprobs: unknown): unknown[] {
  const tokens = isRecord(logprobs) ? logprobs['content'] : undefined;
  return Array.isArray(tokens) ? (JSON.parse(toJson(tokens)) as unknown[]) : [];
}
