import { argmax } from 'nestjs-litserve/onnx';

/** How sure the model must be of a label; a best guess is the likeliest one, however unlikely. */
export const MODES = {
  high_confidence: 'high_confidence',
  medium_confidence: 'medium_confidence',
  best_guess: 'best_guess',
} as const;
export type Mode = keyof typeof MODES;

export interface Detection {
  /** Such as `pdf`, `javascript`, `txt` or `unknown`. */
  readonly label: string;
  /** How sure the model is, 0 to 1; 1 where it is not asked. */
  readonly score: number;
}

/** The numbers of the model's configuration that make a label of its scores. */
export interface DecisionConfig {
  readonly target_labels_space: readonly string[];
  readonly thresholds: Readonly<Record<string, number>>;
  readonly medium_confidence_threshold: number;
  readonly overwrite_map: Readonly<Record<string, string>>;
}

/** What is known about a label. */
export type ContentTypes = Readonly<Record<string, { readonly is_text: boolean }>>;

/** The likeliest label, or when the model is not sure enough of it, whether it is text. */
export function decide(
  scores: ArrayLike<number>,
  mode: Mode,
  config: DecisionConfig,
  types: ContentTypes,
): Detection {
  const best = argmax(scores);
  const likeliest = config.target_labels_space[best] ?? 'unknown';
  const score = scores[best] ?? 0;
  const label = config.overwrite_map[likeliest] ?? likeliest;
  if (score >= threshold(likeliest, mode, config)) return { label, score };
  return { label: types[label]?.is_text ? 'txt' : 'unknown', score };
}

function threshold(label: string, mode: Mode, config: DecisionConfig): number {
  if (mode === 'best_guess') return 0;
  if (mode === 'medium_confidence') return config.medium_confidence_threshold;
  return config.thresholds[label] ?? config.medium_confidence_threshold;
}
