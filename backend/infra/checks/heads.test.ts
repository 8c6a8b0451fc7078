import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers } from './stack.ts';
import { infraFolder } from './terraform.ts';

/** A root module takes variables, backend and provider from nowhere else, so what all layers say is written in each: the same. */
describe('What is written in every layer', () => {
  const read = (layer: string, file: string) => readFile(path.join(infraFolder, layer, file), 'utf8');
  /** Governance is the organization's, and of no environment. */
  const ofEnvironments = layers.filter((layer) => layer !== 'governance');

  it.each(ofEnvironments)('%s: the variables of common.tfvars', async (layer) => {
    const common = (source: string) => source.split('# ---- this layer')[0];
    expect(common(await read(layer, 'variables.tf'))).toBe(common(await read('app', 'variables.tf')));
  });

  it.each(layers)('%s: the versions of Terraform and of the provider', async (layer) => {
    const versions = (source: string) => source.match(/\b(required_version|source|version)\s+= .*/g);
    expect(versions(await read(layer, 'versions.tf'))).toEqual(versions(await read('app', 'versions.tf')));
  });
});
