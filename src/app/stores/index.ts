import { createAdapterDesk } from './adapterDesk';
import { createBakeOff } from './bakeOff';
import { data, engine } from './clients';
import { createJobDesk } from './jobDesk';
import { createNetworkStore } from './network';
import { createNotices } from './notices';
import { createRunStore } from './run';
import { createSelfTest } from './selfTest';
import { createStudio } from './studio';

export const studio = createStudio(engine, data);
export const adapters = createAdapterDesk(engine, studio);
export const run = createRunStore(engine);
export const bakeOff = createBakeOff(engine, studio, run);
export const jobs = createJobDesk(engine, studio);
export const network = createNetworkStore(engine, data);
export const selfTest = createSelfTest(engine);
export const notices = createNotices(engine);
