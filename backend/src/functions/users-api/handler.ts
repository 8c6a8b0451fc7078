import { buildingRepository } from '../../data/building-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { userRepository } from '../../data/user-repository.ts';
import { validators } from '../../generated/validators/users-api.js';
import { createApi } from '../../http/api.ts';
import { connectAccounts } from './accounts.ts';
import { userHandlers } from './users.ts';

export const createHandler = () =>
  createApi({
    name: 'users-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/users-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      const accounts = connectAccounts((client) => tracer.captureAWSv3Client(client));
      return { table, handlers: userHandlers(userRepository(table), buildingRepository(table), accounts) };
    },
  });

export const handler = createHandler();
