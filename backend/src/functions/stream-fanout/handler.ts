import { SignatureV4 } from '@smithy/signature-v4';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { requiredVariable } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe } from '../../runtime/observability.ts';
import { ownRegionPublishes } from '../active-region.ts';
import { signedFetch } from '../signed-fetch.ts';
import { workOffStream } from '../stream-batch.ts';
import { lockerEventOf } from '../stream-record.ts';
import { countsOf } from './counts.ts';
import { publicationOf } from './publications.ts';
import { publisher } from './publisher.ts';

export const createHandler = () => {
  const observability = lazily(observe);
  const isActive = lazily(ownRegionPublishes);

  const publish = lazily(() =>
    publisher({
      url: new URL(requiredVariable('GRAPHQL_URL')),
      fetch: signedFetch({
        Signer: SignatureV4,
        service: 'appsync',
        region: requiredVariable('AWS_REGION'),
        timeout: 3_000,
      }),
    }),
  );

  const work = async (record: DynamoDBRecord): Promise<void> => {
    const event = lockerEventOf(record);
    await publish()(publicationOf(event));
    const { correlationId: correlation_id, lockerId, sequence } = event;
    observability().logger.info('published', { correlation_id, lockerId, sequence });
  };

  /** An event may be published twice, never in the wrong order: subscribers drop what has a sequence they have seen. */
  return (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    workOffStream(event, observability(), {
      name: 'publishEvents',
      isActive: () => isActive()(),
      work,
      failure: 'event not published',
      countsOf,
    });
};

export const handler = createHandler();
