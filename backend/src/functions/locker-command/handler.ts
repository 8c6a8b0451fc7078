import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { connectTable } from '../../data/table-client.ts';
import type { OpenCompartmentReply, OpenCompartmentRequest } from '../../resolvers/shared/lambda-payloads.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { commandRecords } from './command-record.ts';
import { openCompartment, type CommandServices } from './open-compartment.ts';

export const createHandler = () => {
  const observability = lazily(observe);

  const services = lazily((): CommandServices => {
    const { tracer } = observability();
    const broker = tracer.captureAWSv3Client(
      new IoTDataPlaneClient({
        maxAttempts: 3,
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
      }),
    );
    return {
      records: commandRecords(connectTable(tracer)),
      async publish(topic, payload) {
        await broker.send(new PublishCommand({ topic, qos: 1, payload: Buffer.from(payload) }));
      },
      now: Date.now,
    };
  });

  /** AppSync has authorized the caller for the compartment before it asks. */
  return async (request: OpenCompartmentRequest): Promise<OpenCompartmentReply> => {
    const { logger, tracer } = observability();
    const reply = await traced(tracer, 'openCompartment', () => openCompartment(services(), request));
    const { commandId, lockerId, compartmentId, requestedBy } = request;
    const outcome = reply.refusal ?? 'sent';
    logger.info('open compartment', {
      correlation_id: commandId,
      lockerId,
      compartmentId,
      requestedBy,
      outcome,
    });
    return reply;
  };
};

export const handler = createHandler();
