import type { ChaosApp } from '../support/chaos-app.js';

/** What holds whenever nobody disturbs the app and nobody waits for it. @throws Violation */
export type Check = (app: ChaosApp) => Promise<void>;
