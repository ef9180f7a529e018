/** A rule for one option: its wording, and whether a value obeys it. */
export interface OptionRule {
  readonly expects: string;
  holds(value: unknown): boolean;
}

/** Timers of Node overflow at 2^31 ms and then fire at once, so longer durations are refused. */
const MAX_DURATION_MS = 2 ** 31 - 1;

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);

export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER): OptionRule => ({
  expects:
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`,
  holds: (value) => Number.isInteger(value) && isNumber(value) && value >= min && value <= max,
});

export const duration = (min = 0): OptionRule => ({
  expects: `milliseconds from ${min} to ${MAX_DURATION_MS}`,
  holds: (value) => isNumber(value) && value >= min && value <= MAX_DURATION_MS,
});

export const oneOf = (...allowed: readonly unknown[]): OptionRule => ({
  expects: `one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`,
  holds: (value) => allowed.includes(value),
});

export const ofType = (
  ...types: readonly ('string' | 'boolean' | 'function' | 'object' | 'number')[]
): OptionRule => ({
  expects: `a ${types.join(' or ')}`,
  holds: (value) => value !== null && types.some((type) => typeof value === type),
});

export const either = (...rules: readonly OptionRule[]): OptionRule => ({
  expects: rules.map((rule) => rule.expects).join(', or '),
  holds: (value) => rules.some((rule) => rule.holds(value)),
});

/** Free text with a form of its own, such as a path. */
export const matching = (expects: string, test: (value: unknown) => boolean): OptionRule => ({
  expects,
  holds: test,
});

/**
 * Checks the given options against their rules. Options that are `undefined` count as not given.
 *
 * @param where what a problem is prefixed with, for instance `DigitsApi @LitEndpoint('/predict')`
 * @returns one line per problem: class, option, rule and the value given; unknown names are problems too
 */
export function checkOptions(
  where: string,
  given: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, OptionRule>>,
): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) return [`${where}: unknown option "${name}"; known are ${Object.keys(rules).join(', ')}`];
    return rule.holds(value) ? [] : [`${where}: ${name} must be ${rule.expects}, got ${describe(value)}`];
  });
}

/** The value as a reader of the error would write it. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'symbol') return String(value);
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 80 ? `${text.slice(0, 77)}...` : text;
  } catch {
    return Object.prototype.toString.call(value);
  }
}
