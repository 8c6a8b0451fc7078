import path from 'node:path';
import { sdkFolder } from '../test/packed.ts';

export const docs = import.meta.dirname;
/** VitePress's sources: written here, but for its configuration and front page. */
export const site = path.join(docs, 'site');
/** Files that the site serves as they are. */
export const publicFolder = path.join(site, 'public');
export const repository = path.resolve(sdkFolder, '..');
export const bin = (name: string): string => path.join(docs, 'node_modules/.bin', name);
