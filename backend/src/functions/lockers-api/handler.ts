import { buildingRepository } from '../../data/building-repository.ts';
import { lockerRepository } from '../../data/locker-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/lockers-api.js';
import { createApi } from '../../http/api.ts';
import { buildingHandlers } from './buildings.ts';
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
      const handlers = {
        ...lockerHandlers(lockerRepository(table)),
        ...buildingHandlers(buildingRepository(table)),
      };
      return { table, handlers };
    },
  });

export const handler = createHandler();
