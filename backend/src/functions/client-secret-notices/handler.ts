import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSecretRepository } from '../../data/client-secret-repository.ts';
import { principalRepository } from '../../data/principal-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { connectSecretPool } from '../secret-pool.ts';
import { giveNotices, type NoticeParts } from './notices.ts';

export const createHandler = () => {
  const observability = lazily(observe);

  const parts = lazily((): NoticeParts => {
    const { logger, tracer } = observability();
    const table = connectTable(tracer);
    const sns = tracer.captureAWSv3Client(
      new SNSClient({
        maxAttempts: 4,
        requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
      }),
    );
    const TopicArn = requiredVariable('CLIENT_SECRETS_TOPIC_ARN');
    return {
      pool: connectSecretPool((client) => tracer.captureAWSv3Client(client)),
      principals: principalRepository(table),
      secrets: clientSecretRepository(table),
      publish: ({ Message, MessageAttributes }) =>
        sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes })),
      failed: (clientId, error) => logger.error('client not told', { clientId, error: error as Error }),
    };
  });

  return (): Promise<void> =>
    traced(observability().tracer, 'giveNotices', () => giveNotices(parts(), new Date().toISOString()));
};

export const handler = createHandler();
