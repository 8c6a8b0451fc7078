import * as testing from '@northwind/sdk/testing';

const total: number = testing.invoice({ status: 'paid' }).total;
console.log(
  total,
  testing.graphql.delivery({ status: 'DELIVERED' }).status satisfies testing.graphql.DeliveryStatus,
);
