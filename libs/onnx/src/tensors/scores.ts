/**
 * The index of the largest score, the first one among equals.
 *
 * @returns -1 when there is no score to choose: an empty list, or nothing but NaN
 * @example argmax([0.1, 0.7, 0.2]) // 1
 */
export function argmax(scores: ArrayLike<number>): number {
  let best = -1;
  let highest = Number.NaN;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? Number.NaN;
    if (score > highest || (best < 0 && !Number.isNaN(score))) {
      best = index;
      highest = score;
    }
  }
  return best;
}

/**
 * Turns scores of any size (logits) into probabilities that add up to 1.
 *
 * @example softmax([0, Math.log(3)]) // Float32Array [0.25, 0.75]
 */
export function softmax(scores: ArrayLike<number>): Float32Array {
  // Without the shift to a largest score of 0, exp() of scores above 709 is Infinity and the result NaN.
  let highest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++)
    highest = Math.max(highest, scores[index] ?? Number.NaN);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return Float32Array.from(powers, (power) => power / total);
}
