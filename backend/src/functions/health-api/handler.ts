import { healthRepository } from '../../data/health-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/health-api.js';
import { createApi } from '../../http/api.ts';
import { healthHandlers } from './health.ts';

export const createHandler = () =>
  createApi({
    name: 'health-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/health-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      return { table, handlers: healthHandlers(healthRepository(table)) };
    },
  });

export const handler = createHandler();
