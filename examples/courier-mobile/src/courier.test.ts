import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Courier from './courier.ts';

describe("the courier's module", () => {
  let bundle: string;
  let inputs: string[];
  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [path.join(import.meta.dirname, 'courier.ts')],
      bundle: true,
      write: false,
      metafile: true,
      // As Metro resolves for React Native: nothing of Node is there, and a module of it would end the build.
      platform: 'neutral',
      conditions: ['react-native', 'import'],
      mainFields: ['react-native', 'module', 'main'],
      format: 'iife',
      globalName: 'courier',
    });
    bundle = outputFiles[0]?.text ?? '';
    inputs = Object.keys(metafile.inputs);
  });

  it('takes the documents it uses from the SDK, and neither the client nor the others', () => {
    expect(inputs.some((input) => input.includes('sdk/dist'))).toBe(true);
    expect(bundle).toContain('mutation MarkDelivered');
    expect(bundle).not.toContain('query ListLockerEvents');
    expect(bundle).not.toContain('WebSocket');
  });

  it('runs where there is JavaScript and the SDK, and nothing else', async () => {
    const uploads: unknown[] = [];
    const courier = runInContext(`${bundle}; courier`, createContext({})) as typeof Courier;
    const northwind = {
      graphql: {
        query: async () => ({ listMyDeliveries: { items: [{ id: 'dlv_1' }], nextToken: null } }),
        mutate: async (document: unknown, { input }: { input: Record<string, unknown> }) =>
          String(document).includes('MarkDelivered') && {
            markDelivered: { status: `DELIVERED by ${String(input['clientMutationId'])}` },
          },
      },
      signatures: { upload: async (signature: unknown) => `upload-${uploads.push(signature)}` },
    } as unknown as Parameters<typeof Courier.listStops>[0];

    const [stop] = await courier.listStops(northwind, courier.dayOf(new Date(0)));
    if (stop === undefined) throw new Error('no stop');
    const uploadId = await courier.uploadSignature(northwind, stop, '<svg/>');
    expect(uploads).toEqual([{ deliveryId: 'dlv_1', contentType: 'SVG', image: '<svg/>' }]);
    // The same id each time: a repetition is the same intention.
    expect(await courier.markDelivered(northwind, stop, uploadId)).toBe('DELIVERED by deliver-dlv_1');
  });
});
