/**
 * Rotation of a partner's client secret, in the four steps that Secrets Manager asks for (Secrets Manager User Guide, "Rotation by
 * Lambda function"). Cognito keeps two secrets of a client (Cognito API Reference, "AddUserPoolClientSecret"): the new one and the
 * one before, which works until the next rotation.
 */

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** What Secrets Manager invokes the function with. */
export interface RotationEvent {
  readonly Step: RotationStep;
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the version that this rotation makes. */
  readonly ClientRequestToken: string;
}

/** The secret's value, in JSON. */
export interface PartnerCredentials {
  readonly partnerId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Cognito's id of the client secret; left out in the first version, which Terraform wrote. */
  readonly clientSecretId?: string;
  readonly tokenUrl: string;
  readonly scope: string;
}

export interface ClientSecret {
  readonly id: string;
  readonly createdAt: Date;
}

/** What the rotation needs of Secrets Manager. */
export interface CredentialStore {
  /** Version id → its stages. */
  stages(secretId: string): Promise<Readonly<Record<string, readonly string[]>>>;
  read(
    secretId: string,
    stage: 'AWSCURRENT' | 'AWSPENDING',
    versionId?: string,
  ): Promise<PartnerCredentials | undefined>;
  writePending(secretId: string, versionId: string, value: PartnerCredentials): Promise<void>;
  makeCurrent(secretId: string, versionId: string, formerVersionId: string | undefined): Promise<void>;
}

/** What the rotation needs of the user pool. */
export interface ClientSecrets {
  list(clientId: string): Promise<readonly ClientSecret[]>;
  add(clientId: string): Promise<{ readonly id: string; readonly value: string }>;
  remove(clientId: string, id: string): Promise<void>;
}

export interface Rotation {
  readonly store: CredentialStore;
  readonly secrets: ClientSecrets;
  /** Asks the token endpoint; resolves to whether the credentials gave a token. */
  readonly issuesToken: (credentials: PartnerCredentials) => Promise<boolean>;
}

/** @throws Error where the version is not one that Secrets Manager is rotating, or the new secret gives no token */
export async function rotate(event: RotationEvent, rotation: Rotation): Promise<void> {
  const { SecretId: secretId, ClientRequestToken: versionId } = event;
  const stages = await rotation.store.stages(secretId);
  const own = stages[versionId];
  if (own === undefined) throw new Error(`Version ${versionId} is not of this secret.`);
  if (own.includes('AWSCURRENT')) return;
  if (!own.includes('AWSPENDING')) throw new Error(`Version ${versionId} is not pending.`);

  if (event.Step === 'createSecret') return create(secretId, versionId, rotation);
  if (event.Step === 'testSecret') return test(secretId, versionId, rotation);
  if (event.Step === 'finishSecret') {
    await dropFirst(secretId, versionId, rotation);
    const former = Object.keys(stages).find((version) => stages[version]?.includes('AWSCURRENT'));
    return rotation.store.makeCurrent(secretId, versionId, former);
  }
  // setSecret: the pool had the secret before we did; it alone makes them.
}

/**
 * Everything but the current secret leaves the pool first: the one before it, or one that an interrupted rotation left behind. So a
 * step that is repeated starts from the same state, and the two that Cognito allows are never exceeded.
 */
async function create(secretId: string, versionId: string, { store, secrets }: Rotation): Promise<void> {
  if ((await store.read(secretId, 'AWSPENDING', versionId)) !== undefined) return;
  const current = await store.read(secretId, 'AWSCURRENT');
  if (current === undefined) throw new Error('The secret has no current value to rotate.');

  const known = await secrets.list(current.clientId);
  const oldest = known.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())[0]?.id;
  const kept = current.clientSecretId ?? oldest;
  for (const { id } of known) if (id !== kept) await secrets.remove(current.clientId, id);

  const { id, value } = await secrets.add(current.clientId);
  await store.writePending(secretId, versionId, { ...current, clientSecret: value, clientSecretId: id });
}

/**
 * The first secret is Terraform's, which keeps it in its state: whoever may read that would be the partner. Nobody was given it, because the
 * first rotation follows at once; so it ends here, and not with the second.
 */
async function dropFirst(secretId: string, versionId: string, { store, secrets }: Rotation): Promise<void> {
  const current = await store.read(secretId, 'AWSCURRENT');
  const pending = await store.read(secretId, 'AWSPENDING', versionId);
  if (current === undefined || current.clientSecretId !== undefined) return;
  for (const { id } of await secrets.list(current.clientId))
    if (id !== pending?.clientSecretId) await secrets.remove(current.clientId, id);
}

async function test(secretId: string, versionId: string, { store, issuesToken }: Rotation): Promise<void> {
  const pending = await store.read(secretId, 'AWSPENDING', versionId);
  if (pending === undefined || !(await issuesToken(pending))) {
    throw new Error('The token endpoint gives no token for the new secret; the current one stays.');
  }
}
