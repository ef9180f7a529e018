import type { ToolCallDelta } from '../answer/delta.js';
import { newId } from '../answer/new-id.js';
import type { Emit } from './response-event.js';
import type { ItemStatus, ResponseItem } from './response-item.js';

/** A call of a function as it grows. */
export class FunctionCallOutput {
  readonly #id = newId('fc_');
  readonly #callId: string;
  #name: string;
  #arguments = '';
  #status: ItemStatus = 'in_progress';

  /**
   * @param index its place in the output
   * @param first of its pieces, with its id
   */
  constructor(
    private readonly index: number,
    first: ToolCallDelta,
    private readonly emit: Emit | undefined,
  ) {
    this.#callId = first.id ?? newId('call_');
    this.#name = first.function?.name ?? '';
    emit?.('response.output_item.added', { output_index: index, item: this.item });
    this.#addArguments(first);
  }

  get item(): ResponseItem {
    return {
      id: this.#id,
      type: 'function_call',
      status: this.#status,
      call_id: this.#callId,
      name: this.#name,
      arguments: this.#arguments,
    };
  }

  add(piece: ToolCallDelta): void {
    this.#name += piece.function?.name ?? '';
    this.#addArguments(piece);
  }

  end(status: ItemStatus): void {
    this.#status = status;
    this.emit?.('response.function_call_arguments.done', {
      ...this.#place,
      name: this.#name,
      arguments: this.#arguments,
    });
    this.emit?.('response.output_item.done', { output_index: this.index, item: this.item });
  }

  get #place(): object {
    return { item_id: this.#id, output_index: this.index };
  }

  #addArguments({ function: called }: ToolCallDelta): void {
    const delta = called?.arguments ?? '';
    if (delta === '') return;
    this.#arguments += delta;
    this.emit?.('response.function_call_arguments.delta', { ...this.#place, delta });
  }
}
