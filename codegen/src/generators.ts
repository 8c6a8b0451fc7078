/** Every generator there is, in the order they run. Adding one here is all it takes to be run, compared and cleaned up. */
import type { Generator } from './generator.ts';
import { backendGenerator } from './targets/backend/generate.ts';
import { eventsGenerator } from './targets/backend/events.ts';
import { cliGenerator } from './targets/cli/generate.ts';
import { docsGenerator } from './targets/docs/generate.ts';
import { gatewayGenerator } from './targets/gateway/generate.ts';
import { backendGraphqlGenerator, publishedFragmentsGenerator } from './targets/backend/graphql.ts';
import { recordsGenerator } from './targets/backend/records.ts';
import { sdkGraphqlGenerator } from './targets/sdk/graphql.ts';
import { infrastructureGenerator } from './targets/infrastructure/generate.ts';
import { sdkGenerator } from './targets/sdk/generate.ts';
import { sdkTestingGenerator } from './targets/sdk/testing/generate.ts';

export const generators: readonly Generator[] = [
  backendGenerator,
  recordsGenerator,
  gatewayGenerator,
  infrastructureGenerator,
  sdkGenerator,
  backendGraphqlGenerator,
  publishedFragmentsGenerator,
  sdkGraphqlGenerator,
  sdkTestingGenerator,
  eventsGenerator,
  docsGenerator,
  cliGenerator,
];
