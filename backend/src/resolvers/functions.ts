/** Every pipeline function by name: exhaustive by type, so a name without a module and a module without a name fail to compile here. */
import * as authorizeLocker from './functions/authorizeLocker.ts';
import * as findDelivery from './functions/findDelivery.ts';
import * as listEvents from './functions/listEvents.ts';
import * as queryBuildingLockers from './functions/queryBuildingLockers.ts';
import * as queryCourierDeliveries from './functions/queryCourierDeliveries.ts';
import * as readCompartment from './functions/readCompartment.ts';
import * as readDelivery from './functions/readDelivery.ts';
import * as readDeliveryLockers from './functions/readDeliveryLockers.ts';
import * as readDeliveryState from './functions/readDeliveryState.ts';
import * as readSequences from './functions/readSequences.ts';
import * as sendOpenCommand from './functions/sendOpenCommand.ts';
import * as signUpload from './functions/signUpload.ts';
import * as writeDeliveryChange from './functions/writeDeliveryChange.ts';
import type { PipelineFunctionName } from './definition.ts';
import type { PipelineFunctionModule } from './modules.ts';

export const pipelineFunctions = {
  authorizeLocker,
  findDelivery,
  listEvents,
  queryBuildingLockers,
  queryCourierDeliveries,
  readCompartment,
  readDelivery,
  readDeliveryLockers,
  readDeliveryState,
  readSequences,
  sendOpenCommand,
  signUpload,
  writeDeliveryChange,
} as const satisfies Record<PipelineFunctionName, PipelineFunctionModule>;
