import { deliveryRepository } from '../../data/delivery-repository.ts';
import { lockerRepository } from '../../data/locker-repository.ts';
import { principalRepository } from '../../data/principal-repository.ts';
import { connectTable } from '../../data/table-client.ts';
import { validators } from '../../generated/validators/deliveries-api.js';
import { createApi } from '../../http/api.ts';
import { deliveryHandlers } from './deliveries.ts';

export const createHandler = () =>
  createApi({
    name: 'deliveries-api',
    validators,
    loadReplyValidators: () =>
      process.env.VALIDATE_RESPONSES === 'true'
        ? import('../../generated/validators/deliveries-api.replies.js').then(({ replies }) => replies)
        : undefined,
    connect: ({ tracer }) => {
      const table = connectTable(tracer);
      const repositories = [
        deliveryRepository(table),
        lockerRepository(table),
        principalRepository(table),
      ] as const;
      return { table, handlers: deliveryHandlers(...repositories) };
    },
  });

export const handler = createHandler();
