/** API keys as the backend knows them: by their digest, which tells nobody the key. */
import { createHash } from 'node:crypto';

/** SHA-256 in hex. Keys are long and random, so their digest needs no salt; Terraform's `sha256` writes the same text. */
export const apiKeyHash = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex');
