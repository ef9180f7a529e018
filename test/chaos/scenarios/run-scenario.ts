import type { ScenarioOptions } from './scenario.js';
import { SCENARIOS, type ScenarioName } from './scenarios.js';

/** @returns what was promised and did not hold */
export async function runScenario(name: ScenarioName, options: ScenarioOptions): Promise<readonly string[]> {
  const { figures, problems } = await SCENARIOS[name](options);
  console.log(`${name}, ${options.adapter}: ${figures}`);
  return problems.map((problem) => `${name}, ${options.adapter}: ${problem}`);
}
