import { build } from 'esbuild';
import { parse, Source, visit } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GeneratedFiles } from '../../generator.ts';
import { readOperations, readSchemaText, type OperationFile } from '../../contract/graphql/schema.ts';
import { readContract } from '../../contract/openapi/read.ts';
import { sdkGraphqlFiles } from './graphql.ts';

const sdl = await readSchemaText();
const rest = await readContract();
const documentsPath = 'sdk/src/generated/graphql/documents.ts';

/** Bundles a program that imports from the generated file, reading it from memory. */
async function bundle(files: GeneratedFiles, program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: '/' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    plugins: [
      {
        name: 'in-memory',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\/documents\.ts$/ }, () => ({ path: documentsPath, namespace: 'memory' }));
          onLoad({ filter: /.*/, namespace: 'memory' }, ({ path }) => ({
            contents: files.get(path) ?? '',
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/** A contract's worth of operations: eighty, each asking for something of its own. */
const eighty: OperationFile = {
  name: 'courier',
  path: 'courier.graphql',
  document: parse(
    new Source(
      Array.from(
        { length: 80 },
        (_, index) =>
          `query Operation${index}($id: ID!) { getDelivery(deliveryId: $id) { alias${index}: id status } }`,
      ).join('\n'),
    ),
  ),
};

// Loading graphql-codegen takes longer than all tests: not at the cost of the first one's time.
beforeAll(async () => void (await import('@graphql-codegen/cli')), 60_000);

describe('the documents the SDK ships', () => {
  it('cost what is imported: one of eighty brings none of the others', async () => {
    const files = await sdkGraphqlFiles(sdl, [eighty], rest);
    const program = `import { Operation7Document } from './documents.ts'; console.log(String(Operation7Document));`;
    const one = await bundle(files, program);
    const all = await bundle(files, `import * as documents from './documents.ts'; console.log(documents);`);

    expect(one).toContain('alias7');
    expect(one.match(/alias\d+/g)).toEqual(['alias7']);
    expect(one.length).toBeLessThan(400);
    expect(all.match(/alias\d+/g)).toHaveLength(80);
    expect(await bundle(files, `import './documents.ts';`)).toBe('');
  });

  it('stand alone: each parses, and holds every fragment it spreads and no other', async () => {
    const files = await sdkGraphqlFiles(sdl, await readOperations(), rest);
    const texts = [
      ...(files.get(documentsPath) ?? '').matchAll(/Document = [^`]*new TypedDocumentString\(`([^`]*)`/g),
    ].map((match) => match[1] ?? '');
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) {
      const defined = new Set<string>();
      const spread = new Set<string>();
      visit(parse(text), {
        FragmentDefinition: (node) => void defined.add(node.name.value),
        FragmentSpread: (node) => void spread.add(node.name.value),
      });
      expect(defined).toEqual(spread);
    }
  });

  it("leave the system's own documents to the system", async () => {
    const files = await sdkGraphqlFiles(sdl, await readOperations(), rest);
    expect([...files.values()].join('\n')).not.toContain('publishLockerEvent');
  });

  it('name an enum apart from the REST schema of its name, unless both have the same values', async () => {
    const contract =
      'type Query { box: Box! } type Box { size: Size! hue: Hue! } enum Size { BIG } enum Hue { RED BLUE }';
    const document = parse(new Source('query Box { box { size hue } }'));
    const schemas = {
      Size: { type: 'string', enum: ['big'] },
      Hue: { type: 'string', enum: ['BLUE', 'RED'] },
    };
    const text = (
      await sdkGraphqlFiles(contract, [{ name: 'box', path: 'box.graphql', document }], {
        components: { schemas },
      } as never)
    ).get(documentsPath);
    expect(text).toContain("export type GraphQLSize =\n  | 'BIG';");
    expect(text).toContain('readonly size: Open<GraphQLSize>,');
    expect(text).toContain('export type Hue =');
    expect(text).toContain('readonly hue: Open<Hue>');
    expect(text).not.toMatch(/\bSize\b/);
  });

  it('are the same bytes every time', async () => {
    const operations = await readOperations();
    expect([...(await sdkGraphqlFiles(sdl, operations, rest))]).toEqual([
      ...(await sdkGraphqlFiles(sdl, operations, rest)),
    ]);
  });
});
