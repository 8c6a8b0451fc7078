/** What CodeDeploy is told to move a function's alias from one version to the next (CodeDeploy User Guide, "AppSpec file structure"). */
import { createHash } from 'node:crypto';

export interface Shift {
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
}

/** `--revision` of `aws deploy create-deployment`, in JSON. */
export function revision({ functionName, from, to }: Shift): string {
  const content = JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [functionName]: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: functionName, Alias: 'live', CurrentVersion: from, TargetVersion: to },
        },
      },
    ],
  });
  return JSON.stringify({
    revisionType: 'AppSpecContent',
    appSpecContent: { content, sha256: createHash('sha256').update(content).digest('hex') },
  });
}

/** Functions whose newest version has no traffic yet. */
export const pending = (
  newest: Readonly<Record<string, { readonly name: string; readonly version: string }>>,
  live: ReadonlyMap<string, string>,
): readonly Shift[] =>
  Object.values(newest).flatMap(({ name, version }) => {
    const from = live.get(name);
    return from === undefined || from === version ? [] : [{ functionName: name, from, to: version }];
  });
