import { parseArgs } from 'node:util';
import type { Adapter } from '../support/boot-app.js';
import { SCENARIOS, type ScenarioName } from './scenarios/scenarios.js';

export interface Options {
  readonly seed: number;
  readonly minutes: number;
  readonly adapter: Adapter;
  /** The scenario to run instead of rounds of chaos. */
  readonly only: ScenarioName | undefined;
  /** How long a scenario has load. */
  readonly seconds: number;
  /** What share of its requests a scenario sends that has a number of them. */
  readonly scale: number;
}

/** @throws Error that says what may be given */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '1' },
      adapter: { type: 'string', default: 'express' },
      only: { type: 'string' },
      seconds: { type: 'string', default: '60' },
      scale: { type: 'string', default: '1' },
    },
  });
  const number = (name: 'seed' | 'minutes' | 'seconds' | 'scale'): number => {
    const value = Number(values[name]);
    if (!Number.isFinite(value) || value < 0)
      throw new Error(`--${name} must be a number, got ${values[name]}`);
    return value;
  };
  const { adapter, only } = values;
  if (adapter !== 'express' && adapter !== 'fastify')
    throw new Error(`--adapter must be express or fastify, got ${adapter}`);
  if (only !== undefined && !isScenario(only)) {
    throw new Error(`--only must be one of ${Object.keys(SCENARIOS).join(', ')}, got ${only}`);
  }
  const numbers = {
    seed: number('seed'),
    minutes: number('minutes'),
    seconds: number('seconds'),
    scale: number('scale'),
  };
  return { ...numbers, adapter, only };
}

const isScenario = (name: string): name is ScenarioName => Object.hasOwn(SCENARIOS, name);
