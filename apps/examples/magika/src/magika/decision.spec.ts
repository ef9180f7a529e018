import { describe, expect, it } from '@jest/globals';
import { decide, type Mode } from './decision.js';

const config = {
  target_labels_space: ['pdf', 'css', 'randomtxt'],
  thresholds: { pdf: 0.9 },
  medium_confidence_threshold: 0.5,
  overwrite_map: { randomtxt: 'txt' },
};
const types = { pdf: { is_text: false }, css: { is_text: true }, txt: { is_text: true } };

describe('the label', () => {
  it.each<[number[], Mode, string]>([
    [[0.95, 0.03, 0.02], 'high_confidence', 'pdf'],
    [[0.8, 0.1, 0.1], 'high_confidence', 'unknown'],
    [[0.8, 0.1, 0.1], 'medium_confidence', 'pdf'],
    [[0.3, 0.49, 0.21], 'high_confidence', 'txt'],
    [[0.1, 0.5, 0.4], 'high_confidence', 'css'],
    [[0.3, 0.49, 0.21], 'medium_confidence', 'txt'],
    [[0.3, 0.49, 0.21], 'best_guess', 'css'],
    [[0.1, 0.1, 0.8], 'high_confidence', 'txt'],
  ])('of %j with %s is %s', (scores, mode, label) => {
    expect(decide(scores, mode, config, types)).toEqual({ label, score: Math.max(...scores) });
  });
});
