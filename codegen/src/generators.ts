/** Every generator there is, in the order they run. Adding one here is all it takes to be run, compared and cleaned up. */
import type { Generator } from './generator.ts';
import { backendGenerator } from './backend/generate.ts';
import { eventsGenerator } from './events/generate.ts';
import { gatewayGenerator } from './gateway/generate.ts';
import { backendGraphqlGenerator, publishedFragmentsGenerator } from './graphql/backend.ts';
import { sdkGraphqlGenerator } from './graphql/sdk.ts';
import { infrastructureGenerator } from './infrastructure/generate.ts';
import { sdkGenerator } from './sdk/index.ts';

export const generators: readonly Generator[] = [
  backendGenerator,
  gatewayGenerator,
  infrastructureGenerator,
  sdkGenerator,
  backendGraphqlGenerator,
  publishedFragmentsGenerator,
  sdkGraphqlGenerator,
  eventsGenerator,
];
