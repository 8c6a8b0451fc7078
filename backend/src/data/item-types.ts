/** Attribute of every item that says what it is. Not `type`, which is a field of the contract's events. */
export const entityAttribute = 'entity';

/** Its values: what stream filters and readers of mixed queries tell items apart by. */
export const itemType = {
  invoice: 'Invoice',
  payment: 'Payment',
  invoiceCounter: 'InvoiceCounter',
  invoiceExport: 'InvoiceExport',
  delivery: 'Delivery',
  building: 'Building',
  locker: 'Locker',
  compartment: 'Compartment',
  sequence: 'Sequence',
  event: 'LockerEvent',
  client: 'Client',
  clientSecrets: 'ClientSecrets',
  user: 'User',
  idempotencyRecord: 'IdempotencyRecord',
  mutation: 'Mutation',
} as const;

export type ItemType = (typeof itemType)[keyof typeof itemType];
