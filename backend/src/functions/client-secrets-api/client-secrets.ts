/**
 * Client secrets: in the user pool, and what is known of them in the table. The two share no transaction. So a secret counts as given out
 * when its fingerprint is in the table, which is written together with the response that holds its value.
 */
import type { ClientSecretRepository } from '../../data/client-secret-repository.ts';
import { ConditionFailed, retryWhenOvertaken } from '../../data/transaction.ts';
import { IDEMPOTENCY_LABEL } from '../../data/writes.ts';
import {
  fingerprintOf,
  MAX_CLIENT_SECRETS,
  rotateBy,
  withFingerprints,
  type ClientSecret,
} from '../../domain/client-secret.ts';
import { notFound, Refusal } from '../../domain/refusal.ts';
import { view } from '../../domain/view.ts';
import { clientSecretFields, newClientSecretFields } from '../../generated/operation-fields.ts';
import type { OperationHandlers } from '../../generated/operations.ts';
import type { RequestContext } from '../../http/request-context.ts';
import type { SecretPool } from '../secret-pool.ts';

const clientSecretView = (secret: ClientSecret) =>
  view(clientSecretFields, { ...secret, rotateBy: rotateBy(secret) });

/** Whose secrets they are: the client of the token. A person has none. */
const clientIdOf = ({ caller }: RequestContext): string => {
  if (caller.kind !== 'client')
    throw new Refusal(
      'access_denied',
      'Only a program may do this, for its own client; people have no client secret.',
    );
  return caller.subject;
};

const limitReached = (): Refusal =>
  new Refusal(
    'client_secret_limit_reached',
    `The client has ${MAX_CLIENT_SECRETS} secrets. Delete the one that is not in use, then create another.`,
  );

/** Longer than a call may run: a secret that nobody has accounted for by then never will be. */
const LOST_AFTER_MS = 30_000;

/** Another call has made a secret and is about to say so. */
const overtaken = (): Refusal =>
  new Refusal('write_conflict', 'Another call is creating a secret. Repeat this one in a moment.', {
    retryAfter: 1,
  });

/** What is done in the pool is done before the response is recorded: a repetition must not do it again. */
const requireFirst = async (context: RequestContext): Promise<void> => {
  if (await context.findResponse()) throw new ConditionFailed([IDEMPOTENCY_LABEL]);
};

export const clientSecretHandlers = (
  repository: ClientSecretRepository,
  pool: SecretPool,
): OperationHandlers<'client-secrets-api', RequestContext> => {
  const read = async (clientId: string) => {
    const [before, inPool] = await Promise.all([repository.find(clientId), pool.list(clientId)]);
    return { before, secrets: withFingerprints(inPool, before.secrets) };
  };

  /**
   * Sees to it that there is room for a second secret. The first alone has no fingerprint: another one without is what a call left that
   * died before it could answer, so nobody has its value.
   */
  const makeRoom = async (clientId: string, now: string): Promise<void> => {
    const [, second] = (await read(clientId)).secrets;
    if (second === undefined) return;
    if (second.fingerprint !== undefined) throw limitReached();
    if (Date.parse(now) - Date.parse(second.createdAt) < LOST_AFTER_MS) throw overtaken();
    await pool.remove(clientId, second.id);
  };

  return {
    async listClientSecrets({ query: { limit } }, context) {
      const { secrets } = await read(clientIdOf(context));
      const after = context.position?.['id'];
      // Two at most, so that a page is cut from all of them. Where the one before was deleted, the rest begins anew.
      const rest = secrets.slice(secrets.findIndex(({ id }) => id === after) + 1);
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      const next = last && rest.length > items.length ? { id: last.id } : undefined;
      const nextCursor = context.nextCursor(next ? { next } : {});
      return { status: 200, body: { data: items.map(clientSecretView), nextCursor } };
    },

    async createClientSecret(_request, context) {
      const clientId = clientIdOf(context);
      await requireFirst(context);
      await makeRoom(clientId, context.now);
      const made = await pool.add(clientId);
      if (!made) throw overtaken();
      const secret = { ...made.secret, fingerprint: fingerprintOf(made.value) };
      const body = view(newClientSecretFields, {
        ...secret,
        rotateBy: rotateBy(secret),
        clientSecret: made.value,
      });
      const reply = { status: 201 as const, body };
      try {
        await retryWhenOvertaken(async () => {
          const { before, secrets } = await read(clientId);
          const known = withFingerprints(secrets, [...before.secrets, secret]);
          await repository.replace(before, known, context.record(reply));
        });
      } catch (error) {
        // Nobody will ever be told this one.
        await pool.remove(clientId, secret.id);
        throw error;
      }
      return reply;
    },

    async deleteClientSecret({ path: { clientSecretId } }, context) {
      const clientId = clientIdOf(context);
      await requireFirst(context);
      const { before, secrets } = await read(clientId);
      const isThere = secrets.some(({ id }) => id === clientSecretId);
      // In the table and no longer in the pool: a call that died half way, which this one completes.
      if (!isThere && !before.secrets.some(({ id }) => id === clientSecretId))
        throw notFound('client secret', clientSecretId);
      if (isThere && secrets.length === 1)
        throw new Refusal('last_client_secret', 'It is the only secret. Create another one first.');
      if (isThere) await pool.remove(clientId, clientSecretId);
      const reply = { status: 204 as const };
      await retryWhenOvertaken(async () => {
        const now = await read(clientId);
        await repository.replace(now.before, now.secrets, context.record(reply));
      });
      return reply;
    },
  };
};
