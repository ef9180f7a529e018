/**
 * Lets chaos loose on a real app with real workers, or runs one scenario whose figures can be compared. After
 * `npm run build`, on Linux:
 *
 *     npm run chaos -- --seed 7 --minutes 5 --adapter fastify
 *     npm run chaos -- --only overload --seconds 10
 */
import { chaos } from './chaos.js';
import { readOptions } from './options.js';
import { runScenario } from './scenarios/run-scenario.js';

const options = readOptions(process.argv.slice(2));
const problems = options.only === undefined ? await chaos(options) : await runScenario(options.only, options);
for (const problem of problems) console.error(`VIOLATION ${problem}`);
// Kept connections of clients must not keep this process.
process.exit(problems.length > 0 ? 1 : 0);
