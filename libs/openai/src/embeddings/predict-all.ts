import { from, last, lastValueFrom, map, mergeMap, toArray } from 'rxjs';
import type { OpenEndpoint } from '#core';

/**
 * The answers to many inputs, in their order. An error of one cancels the others.
 *
 * @param atOnce items that are submitted and not answered
 */
export async function predictAll(
  endpoint: OpenEndpoint,
  inputs: readonly unknown[],
  atOnce: number,
): Promise<unknown[]> {
  const answers = from(inputs).pipe(
    mergeMap(
      (input, index) =>
        endpoint.stream(input).pipe(
          last(),
          map((answer) => ({ index, answer })),
        ),
      atOnce,
    ),
    toArray(),
  );
  const all = await lastValueFrom(answers);
  return all.toSorted((a, b) => a.index - b.index).map(({ answer }) => answer);
}
