import type { BasePreTokenGenerationV3TriggerEvent, Context } from 'aws-lambda';
import { clientSecretRepository } from '../../data/client-secret-repository.ts';
import { principalRepository } from '../../data/principal-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { rotationDue } from '../../domain/client-secret.ts';
import { lazily } from '../../runtime/lazily.ts';
import { observe, traced } from '../../runtime/observability.ts';
import { clientToken, userToken, type AccessTokenChange } from './tokens.ts';

/** Version 3 events come for people and for machines; the published type knows only the latter. */
export type PreTokenGenerationEvent = BasePreTokenGenerationV3TriggerEvent<string>;

export const createHandler = () => {
  const observability = lazily(observe);
  const table = lazily(() => connectTable(observability().tracer));
  const principals = lazily(() => principalRepository(table()));
  const clientSecrets = lazily(() => clientSecretRepository(table()));

  const changeFor = async (event: PreTokenGenerationEvent): Promise<AccessTokenChange> => {
    const { callerContext, request } = event;
    if (event.triggerSource === 'TokenGeneration_ClientCredentials') {
      const [client, { secrets }] = await Promise.all([
        principals().findClient(callerContext.clientId),
        clientSecrets().find(callerContext.clientId),
      ]);
      // A token without a partner could do nothing; none at all says at once that the client is not set up.
      if (!client) throw new Error(`Client ${callerContext.clientId} belongs to no partner.`);
      return clientToken(client, request.scopes ?? [], rotationDue(secrets, new Date().toISOString()));
    }
    const user = await principals().findUser(request.userAttributes['sub'] ?? event.userName);
    return userToken(user, request.groupConfiguration.groupsToOverride ?? []);
  };

  /**
   * Cognito calls this before it issues a token; an error means that it issues none. Fields of the answer: AWS, "Pre token
   * generation Lambda trigger", event version 3.
   */
  return async (event: PreTokenGenerationEvent, _context: Context): Promise<PreTokenGenerationEvent> => {
    const { logger, tracer } = observability();
    const { triggerSource, callerContext } = event;
    try {
      const accessTokenGeneration = await traced(tracer, 'preTokenGeneration', () => changeFor(event));
      logger.info('token', { triggerSource, clientId: callerContext.clientId });
      return {
        ...event,
        response: {
          claimsAndScopeOverrideDetails: { accessTokenGeneration },
        } as unknown as PreTokenGenerationEvent['response'],
      };
    } catch (error) {
      logger.error('no token', { triggerSource, clientId: callerContext.clientId, error: error as Error });
      throw error;
    }
  };
};

export const handler = createHandler();
