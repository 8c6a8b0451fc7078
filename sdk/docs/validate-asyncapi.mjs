// `node validate-asyncapi.mjs <document>`: what AsyncAPI's own parser says of the document. Exit 1 if anything.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const [file] = process.argv.slice(2);
const { diagnostics } = await new Parser().parse(await readFile(file, 'utf8'));
for (const { message, path } of diagnostics) console.error(`${file}: ${path.join('.')}: ${message}`);
process.exitCode = diagnostics.length > 0 ? 1 : 0;
