/** Everything that differs between the released contracts and those of today, for the gate, the release and `contract:diff`. */
import path from 'node:path';
import { readEventSchemas } from '../../contract/events/read.ts';
import {
  buildContract,
  readOperations,
  readSchemaText,
  type OperationFile,
} from '../../contract/graphql/schema.ts';
import { readContract, readReleasedContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { documentChanges } from './document-changes.ts';
import { eventChanges } from './event-changes.ts';
import { graphqlAccessChanges, graphqlBreakingChanges } from './graphql-changes.ts';
import { accessChanges, breakingChanges } from './rest-changes.ts';
import { releasedFolder } from './snapshot.ts';

export interface ContractChange {
  readonly contract: 'rest' | 'graphql' | 'events' | 'documents';
  readonly where: string;
  readonly what: string;
}

export interface ContractChanges {
  readonly releasedVersion: string;
  readonly version: string;
  readonly breaking: readonly ContractChange[];
  /** Who may call now and could not. */
  readonly access: readonly ContractChange[];
}

/** The documents that the SDK ships; the system's are the backend's own business. */
const isShipped = ({ name }: OperationFile): boolean => name !== 'system';

export type Contracts = Awaited<ReturnType<typeof readContracts>>;

/** The contracts of the last release and those of today. */
export async function readContracts(root = repositoryRoot) {
  const schemaFolder = path.join(root, 'schema');
  const releasedRoot = path.join(root, releasedFolder);
  const released = {
    rest: await readReleasedContract(path.join(releasedRoot, 'openapi.yaml')),
    graphql: buildContract(await readSchemaText(releasedRoot), `${releasedFolder}/schema.graphql`),
    events: await readEventSchemas(path.join(releasedRoot, 'events')),
    documents: (await readOperations(releasedRoot)).filter(isShipped),
  };
  const current = {
    rest: await readContract(path.join(schemaFolder, 'openapi.yaml')),
    graphql: buildContract(await readSchemaText(schemaFolder)),
    events: await readEventSchemas(path.join(schemaFolder, 'events')),
    documents: (await readOperations(schemaFolder)).filter(isShipped),
  };
  return { released, current };
}

export async function contractChanges({ released, current }: Contracts): Promise<ContractChanges> {
  const told =
    (contract: ContractChange['contract']) =>
    ({ where, path: at, what }: { where: string; path?: string; what: string }): ContractChange => ({
      contract,
      where,
      what: at ? `${at}: ${what}` : what,
    });
  const documents = documentChanges(
    { schema: released.graphql, files: released.documents },
    { schema: current.graphql, files: current.documents },
  );
  return {
    releasedVersion: released.rest.info.version,
    version: current.rest.info.version,
    breaking: [
      ...breakingChanges(released.rest, current.rest).map(told('rest')),
      ...(await graphqlBreakingChanges(released.graphql, current.graphql)).map(told('graphql')),
      ...eventChanges(released.events, current.events).map(told('events')),
      ...documents.map(told('documents')),
    ],
    access: [
      ...accessChanges(released.rest, current.rest).map(told('rest')),
      ...graphqlAccessChanges(released.graphql, current.graphql).map(told('graphql')),
    ],
  };
}
