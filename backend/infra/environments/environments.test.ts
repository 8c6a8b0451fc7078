import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const infra = path.resolve(import.meta.dirname, '..');
const layers = ['network-edge', 'identity', 'data', 'app', 'operations'] as const;
const environments = ['dev', 'stage', 'prod'] as const;

const read = (...names: string[]): string => readFileSync(path.join(infra, ...names), 'utf8');

/** Variables of a layer, and whether each has a default. */
const declared = (layer: string): ReadonlyMap<string, boolean> =>
  new Map(
    [...read(layer, 'variables.tf').matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)].map(
      ([, name = '', body = '']) => [name, /^ {2}default\s*=/m.test(body)],
    ),
  );

const given = (environment: string, file: string): readonly string[] =>
  [...read('environments', environment, file).matchAll(/^(\w+)\s*=/gm)].map(([, name = '']) => name);

describe.each(environments)('The environment %s', (environment) => {
  it.each(layers)('gives %s nothing that it does not take, and everything that has no default', (layer) => {
    const variables = declared(layer);
    const names = [...given(environment, 'common.tfvars'), ...given(environment, `${layer}.tfvars`)];
    expect(names.filter((name) => !variables.has(name))).toEqual([]);

    // Both come with the call: the Region of this apply, and a secret.
    const needed = [...variables].flatMap(([name, hasDefault]) => (hasDefault ? [] : [name]));
    expect(needed.filter((name) => !['region', 'origin_token', ...names].includes(name))).toEqual([]);
  });

  it('has no file that no layer reads', () => {
    const known = ['common', ...layers].map((name) => `${name}.tfvars`);
    expect(
      readdirSync(path.join(infra, 'environments', environment)).filter((file) => !known.includes(file)),
    ).toEqual([]);
  });

  it('names partners by ids of the contract’s form', () => {
    const { idPatterns } = JSON.parse(read('..', 'src', 'generated', 'manifest.json')) as {
      idPatterns: { PartnerId: string };
    };
    const ids = [
      ...read('environments', environment, 'identity.tfvars').matchAll(/^ {2}(\w+_\w{26})\s*=/gm),
    ].map(([, id = '']) => id);
    expect(ids).not.toEqual([]);
    for (const id of ids) expect(id).toMatch(new RegExp(idPatterns.PartnerId));
  });

  it('keeps its state, its domain and its name apart from the others', () => {
    const common = read('environments', environment, 'common.tfvars');
    expect(common).toMatch(new RegExp(`^environment\\s*= "${environment}"$`, 'm'));
    expect(common).toMatch(new RegExp(`^state_bucket\\s*= "northwind-${environment}-terraform-state"$`, 'm'));
    const domains = environments.map(
      (name) => /^domain_name.*$/m.exec(read('environments', name, 'common.tfvars'))?.[0],
    );
    expect(new Set(domains).size).toBe(environments.length);
  });
});
