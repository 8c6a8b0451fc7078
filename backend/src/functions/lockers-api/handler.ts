import { lockerRepository } from '../../data/locker-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/lockers-api.js';
import { createApi } from '../../http/api.ts';
import { lockerHandlers } from './lockers.ts';

export const createHandler = () =>
  createApi({
    name: 'lockers-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/lockers-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      return { table, handlers: lockerHandlers(lockerRepository(table)) };
    },
  });

export const handler = createHandler();
