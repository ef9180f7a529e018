import { lastValueFrom, merge, type Observable } from 'rxjs';
import type { OpenEndpoint } from '#core';
import type { SamplingRequest } from '../request/sampling-fields.js';
import { stopsOf } from '../request/sampling-fields.js';
import { Choice } from './choice.js';
import { countChoice, usageOf, type CountTokens } from './count-usage.js';
import type { FinishReason, Usage } from './delta.js';
import { followChoice, type ChoiceStep } from './follow-choice.js';

/** What the endpoint is asked for one choice. */
export interface ChoiceInput {
  readonly input: unknown;
  /** Comes before what the model gives. */
  readonly echo?: string;
}

export interface GenerationOptions {
  encode?(given: unknown): unknown;
  readonly countTokens?: CountTokens;
}

/** The choices of one request: an item of the endpoint each. */
export class Generation {
  readonly choices: readonly Choice[];

  /** @param maxTokens what the client allows for one choice */
  constructor(
    private readonly endpoint: OpenEndpoint,
    request: Pick<SamplingRequest, 'stop'>,
    private readonly inputs: readonly ChoiceInput[],
    private readonly options: GenerationOptions,
    private readonly maxTokens: number | undefined,
  ) {
    const stops = stopsOf(request);
    this.choices = inputs.map((_, index) => new Choice(index, stops));
  }

  /** Runs all choices at once. Unsubscribing cancels them, and so does an error of one. */
  readonly steps = (): Observable<ChoiceStep> => {
    const { options } = this;
    const encode = (given: unknown): unknown => (options.encode ? options.encode(given) : given);
    const each = this.choices.map((choice, index) =>
      followChoice(this.endpoint.stream(this.inputs[index]?.input), choice, encode),
    );
    return each.length === 1 && each[0] ? each[0] : merge(...each);
  };

  /** Resolves when all choices have ended. */
  async finish(): Promise<void> {
    await lastValueFrom(this.steps(), { defaultValue: undefined });
  }

  reasonOf = (choice: Choice): FinishReason => {
    const { countTokens } = this.options;
    const used =
      choice.usage?.completion_tokens ?? (countTokens ? countChoice(choice, countTokens) : undefined);
    return choice.finishReason(this.maxTokens !== undefined && used !== undefined && used >= this.maxTokens);
  };

  usage(prompt: () => string): Usage | null {
    return usageOf(this.choices, prompt, this.options.countTokens);
  }
}
