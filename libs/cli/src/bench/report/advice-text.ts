import type { Advice } from '../advice/advise.js';
import type { Suggestion } from '../advice/suggestion.js';
import { milliseconds, rate } from './figures.js';
import { loadName } from './load-name.js';

/** What the figures mean, and what to change. */
export function adviceText({ peak, knee, suggestions, cautions }: Advice): string {
  const best = peak ? [`best      ${rate(peak.throughput)} with ${loadName(peak.load)}`] : [];
  const bend = knee?.latencyMs
    ? [
        `knee      ${rate(knee.throughput)} with ${loadName(knee.load)}, p50 ${milliseconds(knee.latencyMs.p50)}: more load mostly waits`,
      ]
    : [];
  const settings = suggestions.map(
    (suggestion) => `${settingText(suggestion)}\n          ${suggestion.because}`,
  );
  const warnings = cautions.map((caution) => `caution   ${caution}`);
  return [...best, ...bend, ...settings, ...warnings].map((line) => `${line}\n`).join('');
}

function settingText({ setting, current, suggested }: Suggestion): string {
  if (suggested === undefined) return `suggest   ${setting}: no number`;
  if (suggested === current) return `suggest   ${setting}: keep ${current}`;
  const now = current === undefined ? '' : `, now ${current}`;
  return `suggest   ${setting}: ${suggested}${now}`;
}
