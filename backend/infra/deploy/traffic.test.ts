import { describe, expect, it } from 'vitest';
import { pending, revision } from './traffic.ts';

describe('Moving traffic', () => {
  const newest = {
    one: { name: 'northwind-dev-one', version: '7' },
    two: { name: 'northwind-dev-two', version: '3' },
  };

  it('concerns the functions whose alias is behind their newest version', () => {
    const live = new Map([
      ['northwind-dev-one', '6'],
      ['northwind-dev-two', '3'],
    ]);
    expect(pending(newest, live)).toEqual([{ functionName: 'northwind-dev-one', from: '6', to: '7' }]);
  });

  it('leaves alone what has no alias yet', () => {
    expect(pending(newest, new Map())).toEqual([]);
  });

  it('tells CodeDeploy the alias and both versions, with a checksum of what it is told', () => {
    const { revisionType, appSpecContent } = JSON.parse(
      revision({ functionName: 'f', from: '6', to: '7' }),
    ) as {
      revisionType: string;
      appSpecContent: { content: string; sha256: string };
    };
    expect(revisionType).toBe('AppSpecContent');
    expect(JSON.parse(appSpecContent.content)).toMatchObject({
      Resources: [{ f: { Properties: { Alias: 'live', CurrentVersion: '6', TargetVersion: '7' } } }],
    });
    expect(appSpecContent.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
