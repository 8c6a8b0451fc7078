/** The managers' dashboard of an environment: one build for all of them, and beside it what this one's page has to know. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openStep } from './step.ts';
import type { OpenStep, Target } from './step.ts';

/** What `config.json` says, from the layers' outputs; the page and everybody who opens it may know all of it. */
export interface Settings {
  readonly restUrl: string;
  readonly graphqlUrl: string;
  readonly userPoolId: string;
  readonly webClientId: string;
  readonly signInPagesUrl: string;
}

interface Place {
  readonly settings: Settings;
  /** In the primary Region; replication brings its files to the other. */
  readonly bucket: string;
}

/** The layers that know: each is read only. */
interface Layers {
  readonly edge: Pick<OpenStep, 'output'>;
  readonly identity: Pick<OpenStep, 'output'>;
  readonly app: Pick<OpenStep, 'output'>;
}

export async function placeOf({ edge, identity, app }: Layers, primary: string): Promise<Place> {
  const hosts = (await edge.output('hosts')) as { sign_in: string };
  const buckets = (await edge.output('dashboard_buckets')) as Readonly<Record<string, string>>;
  const userPool = (await identity.output('user_pool')) as { id: string };
  const clients = (await identity.output('clients')) as { web: string };
  const rest = (await app.output('rest')) as { public: string };
  const graphql = (await app.output('graphql')) as { public_url: string };
  const bucket = buckets[primary];
  if (bucket === undefined) throw new Error(`network-edge names no bucket for the dashboard in ${primary}.`);
  return {
    bucket,
    settings: {
      restUrl: rest.public,
      graphqlUrl: graphql.public_url,
      userPoolId: userPool.id,
      webClientId: clients.web,
      signInPagesUrl: `https://${hosts.sign_in}`,
    },
  };
}

/**
 * The AWS CLI's calls, in an order in which no page asks for a file that is not there yet. Assets have a digest in their names and stay:
 * a page that was opened before still loads its own. The rest is asked for anew each time, so nothing has to be invalidated.
 */
export function uploads(build: string, bucket: string, region: string): readonly (readonly string[])[] {
  const cached = (how: string) => ['--cache-control', how, '--region', region, '--only-show-errors'];
  const anew = cached('no-cache');
  const kept = cached('public, max-age=31536000, immutable');
  return [
    ['s3', 'sync', path.join(build, 'assets'), `s3://${bucket}/assets`, ...kept],
    ['s3', 'cp', path.join(build, 'config.json'), `s3://${bucket}/config.json`, ...anew],
    [
      's3',
      'cp',
      build,
      `s3://${bucket}/`,
      '--recursive',
      '--exclude',
      'assets/*',
      '--exclude',
      'config.json',
      ...anew,
    ],
  ];
}

/**
 * @param build folder of the dashboard's build; `config.json` is written into it
 * @param aws runs the AWS CLI
 * @throws Error where there is no build, or a layer is not applied
 */
export async function publishDashboard(
  target: Target,
  build: string,
  aws: (parameters: readonly string[]) => Promise<unknown>,
): Promise<string> {
  await readFile(path.join(build, 'index.html')).catch(() => {
    throw new Error(
      `${build} has no index.html: npm run build --workspace @northwind/example-manager-dashboard`,
    );
  });
  const { settings, bucket } = await placeOf(
    {
      edge: await openStep(target, { layer: 'network-edge', place: 'once' }),
      identity: await openStep(target, { layer: 'identity', place: 'once' }),
      app: await openStep(target, { layer: 'app', place: 'primary' }),
    },
    target.regions.primary,
  );
  await writeFile(path.join(build, 'config.json'), `${JSON.stringify(settings, null, 2)}\n`);
  for (const parameters of uploads(build, bucket, target.regions.primary)) await aws(parameters);
  return bucket;
}
