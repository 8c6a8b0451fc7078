/** Which client secrets there are, and whose should be replaced. Nothing is ended here: a secret ends when its client says so. */
import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import type { ClientSecretRepository } from '../../data/client-secret-repository.ts';
import type { PrincipalRepository } from '../../data/principal-repository.ts';
import { retryWhenOvertaken } from '../../data/transaction.ts';
import { rotationDue, withFingerprints } from '../../domain/client-secret.ts';
import type { Client } from '../../domain/principal.ts';
import type { SecretPool } from '../secret-pool.ts';

/** The message, as JSON. It comes daily, and may come twice. */
export interface ClientSecretNotice {
  readonly clientId: string;
  readonly partnerId: string;
  /** By when the client's oldest secret should have been replaced, RFC 3339. It works on after that. */
  readonly rotateBy: string;
}

/** Parts of the Publish request; subscriptions are filtered by the attribute ("Amazon SNS message filtering"). */
export interface Publication {
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, MessageAttributeValue>>;
}

export interface NoticeParts {
  readonly pool: Pick<SecretPool, 'clientIds' | 'list'>;
  readonly principals: Pick<PrincipalRepository, 'findClient'>;
  readonly secrets: ClientSecretRepository;
  readonly publish: (publication: Publication) => Promise<unknown>;
  readonly failed: (clientId: string, error: unknown) => void;
}

const publicationOf = ({ clientId, partnerId }: Client, rotateBy: string): Publication => {
  const message: ClientSecretNotice = { clientId, partnerId, rotateBy };
  return {
    Message: JSON.stringify(message),
    MessageAttributes: { partnerId: { DataType: 'String', StringValue: partnerId } },
  };
};

/** @throws Error when a client failed; the others have been told */
export const giveNotices = async (parts: NoticeParts, now: string): Promise<void> => {
  let failures = 0;
  const noteSecrets = (clientId: string) =>
    retryWhenOvertaken(async () => {
      const before = await parts.secrets.find(clientId);
      const found = withFingerprints(await parts.pool.list(clientId), before.secrets);
      if (JSON.stringify(found) !== JSON.stringify(before.secrets))
        await parts.secrets.replace(before, found);
      return found;
    });
  for await (const clientId of parts.pool.clientIds()) {
    try {
      const client = await parts.principals.findClient(clientId);
      // A client for people, which has no secret.
      if (!client) continue;
      const rotateBy = rotationDue(await noteSecrets(clientId), now);
      if (rotateBy !== undefined) await parts.publish(publicationOf(client, rotateBy));
    } catch (error) {
      failures += 1;
      parts.failed(clientId, error);
    }
  }
  if (failures > 0)
    throw new Error(`Clients that could not be told of their secrets: ${failures}. The log names them.`);
};
