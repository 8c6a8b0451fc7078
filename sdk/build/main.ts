/** `npm run build`. */
import { ensureBuilt } from './build.ts';

await ensureBuilt();
