/**
 * The pipeline of every mutation that changes a delivery: find it, then read and write up to three times. A lost race costs one
 * attempt, and whoever loses three in a row gets `Conflict` and repeats the call with the same client mutation id. Seven functions
 * of the ten a pipeline may have (AWS AppSync endpoints and quotas).
 */
import type { PipelineDefinition } from '../definition.ts';

export const changePipeline: PipelineDefinition = {
  kind: 'pipeline',
  functions: [
    'findDelivery',
    'readDeliveryState',
    'writeDeliveryChange',
    'readDeliveryState',
    'writeDeliveryChange',
    'readDeliveryState',
    'writeDeliveryChange',
  ],
};
