import { LitServeException } from '#common';
import type { EndpointHooks, LitContext } from '#endpoint';
import { defaultUnbatch } from './default-batching.js';
import { kindOf } from './kind-of.js';

/**
 * The results of a batch, one per input.
 *
 * @param verb how `predict` gives them: it returns those of a unary endpoint, and yields those of each step of a stream
 * @throws LitServeException `wrong_batch_result`, whose cause names the class, what it should have returned and what
 * it did: a wrong number of results must never be handed to the wrong callers
 */
export async function resultsOf(
  className: string,
  hooks: EndpointHooks,
  output: unknown,
  inputs: readonly unknown[],
  contexts: LitContext[],
  verb: 'return' | 'yield' = 'return',
): Promise<readonly unknown[]> {
  const hook = hooks.unbatch ? 'unbatch' : 'predict';
  const returned: unknown = hooks.unbatch ? await hooks.unbatch(output, contexts) : output;
  const results = hooks.unbatch ? listOf(returned) : defaultUnbatch(returned, inputs);
  if (results?.length === inputs.length) return results;
  const cause = new TypeError(
    `${className}.${hook} must ${verb} one result per item, ${inputs.length} in this batch; ` +
      (results
        ? `it ${verb}ed ${results.length}`
        : `it ${verb}ed ${kindOf(returned)}, which is no list of results`),
  );
  throw new LitServeException('wrong_batch_result', { cause });
}

/** An array, or what another iterable yields; a text is iterable too, but never a list of results. */
function listOf(value: unknown): readonly unknown[] | undefined {
  return typeof value === 'object' && value !== null && isIterable(value) ? Array.from(value) : undefined;
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
