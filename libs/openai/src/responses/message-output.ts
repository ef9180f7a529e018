import { newId } from '../answer/new-id.js';
import type { Emit } from './response-event.js';
import type { ItemStatus, ResponseItem, ResponsePart } from './response-item.js';

type PartType = 'output_text' | 'refusal';

/** A part of a message as it grows. */
interface GrowingPart {
  readonly type: PartType;
  text: string;
  readonly logprobs: unknown[];
}

/** A message of the model as it grows. */
export class MessageOutput {
  readonly #id = newId('msg_');
  readonly #parts: GrowingPart[] = [];
  #status: ItemStatus = 'in_progress';

  /** @param index its place in the output */
  constructor(
    private readonly index: number,
    private readonly emit: Emit | undefined,
  ) {
    emit?.('response.output_item.added', { output_index: index, item: this.item });
  }

  get item(): ResponseItem {
    const content = this.#parts.map(shown);
    return { id: this.#id, type: 'message', status: this.#status, role: 'assistant', content };
  }

  /** Text of another type than that before begins another part. */
  add(type: PartType, text: string, logprobs: readonly unknown[]): void {
    const part = this.#partOf(type);
    part.text += text;
    part.logprobs.push(...logprobs);
    this.emit?.(`response.${type}.delta`, {
      ...this.#place,
      delta: text,
      ...(type === 'output_text' ? { logprobs } : {}),
    });
  }

  end(status: ItemStatus): void {
    this.#endPart();
    this.#status = status;
    this.emit?.('response.output_item.done', { output_index: this.index, item: this.item });
  }

  get #place(): object {
    return { item_id: this.#id, output_index: this.index, content_index: this.#parts.length - 1 };
  }

  #partOf(type: PartType): GrowingPart {
    const last = this.#parts.at(-1);
    if (last?.type === type) return last;
    this.#endPart();
    const part: GrowingPart = { type, text: '', logprobs: [] };
    this.#parts.push(part);
    this.emit?.('response.content_part.added', { ...this.#place, part: shown(part) });
    return part;
  }

  #endPart(): void {
    const part = this.#parts.at(-1);
    if (!part || !this.emit) return;
    const { type, text, logprobs } = part;
    const said = type === 'refusal' ? { refusal: text } : { text, logprobs };
    this.emit(`response.${type}.done`, { ...this.#place, ...said });
    this.emit('response.content_part.done', { ...this.#place, part: shown(part) });
  }
}

function shown({ type, text, logprobs }: GrowingPart): ResponsePart {
  if (type === 'refusal') return { type, refusal: text };
  const annotated = { type, text, annotations: [] };
  return logprobs.length > 0 ? { ...annotated, logprobs } : annotated;
}
