import { clientSecretRepository } from '../../data/client-secret-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/client-secrets-api.js';
import { createApi } from '../../http/api.ts';
import { connectSecretPool } from '../secret-pool.ts';
import { clientSecretHandlers } from './client-secrets.ts';

export const createHandler = () =>
  createApi({
    name: 'client-secrets-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/client-secrets-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      const pool = connectSecretPool((client) => tracer.captureAWSv3Client(client));
      return { table, handlers: clientSecretHandlers(clientSecretRepository(table), pool) };
    },
  });

export const handler = createHandler();
