/** Invoices, their payments and their numbers. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Invoice, InvoiceStatus } from '../domain/invoice.ts';
import { settledBy, type Payment } from '../domain/payment.ts';
import type { TenantId } from '../domain/principal.ts';
import { AFTER_EVERY_DATE, invoiceIndex, invoicePartition } from './index-keys.ts';
import { itemType } from './item-types.ts';
import { entityOf, invoiceCounterItem, invoiceItem, invoiceOf, isOfType, paymentItem } from './items.ts';
import { invoiceCounterKey, invoiceKey } from './keys.ts';
import { queryAll, queryPage, type Page, type PageRequest, type Range } from './page.ts';
import type { TableClient } from './table-client.ts';
import { transact } from './transaction.ts';
import { isVersion, putNew, type Write } from './writes.ts';

export interface InvoiceFilter {
  readonly status?: InvoiceStatus | undefined;
  readonly buildingId?: string | undefined;
  /** UTC days of issue, both included; either leaves drafts out. */
  readonly issuedFrom?: string | undefined;
  readonly issuedTo?: string | undefined;
}

/** A day's last issue sorts before this. */
const endOfDay = (day: string): string => `${day}~`;

const partitionOf = (
  tenant: TenantId,
  { status, buildingId }: InvoiceFilter,
): Pick<Range, 'index' | 'partition'> => {
  if (status && buildingId) {
    return {
      index: invoiceIndex.byStatusAndBuilding,
      partition: invoicePartition.byStatusAndBuilding(tenant, status, buildingId),
    };
  }
  if (buildingId)
    return { index: invoiceIndex.byBuilding, partition: invoicePartition.byBuilding(tenant, buildingId) };
  if (status) return { index: invoiceIndex.byStatus, partition: invoicePartition.byStatus(tenant, status) };
  return { index: invoiceIndex.all, partition: invoicePartition.all(tenant) };
};

/** The one Query that answers a filter. */
const invoiceRange = (tenant: TenantId, filter: InvoiceFilter): Range => {
  const { issuedFrom, issuedTo } = filter;
  const dated = issuedFrom !== undefined || issuedTo !== undefined;
  return {
    ...partitionOf(tenant, filter),
    ...(dated
      ? { from: issuedFrom ?? '0', to: issuedTo === undefined ? AFTER_EVERY_DATE : endOfDay(issuedTo) }
      : {}),
  };
};

/** The next version of an invoice, provided that the one before it is still there. */
const nextVersion = (invoice: Invoice): Write => ({
  kind: 'put',
  label: 'invoice',
  item: invoiceItem(invoice),
  conditions: [isVersion(invoice.version - 1)],
});

export const invoiceRepository = (table: TableClient) => ({
  /** The invoice alone, as it is now. */
  async find(tenant: TenantId, invoiceId: string): Promise<Invoice | undefined> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: invoiceKey(tenant, invoiceId), ConsistentRead: true }),
    );
    return Item && invoiceOf(Item);
  },

  /** The invoice and its payments, oldest first, as they are now. */
  async findWithPayments(
    tenant: TenantId,
    invoiceId: string,
  ): Promise<{ invoice: Invoice; payments: Payment[] } | undefined> {
    const { pk, sk } = invoiceKey(tenant, invoiceId);
    const items: Record<string, unknown>[] = [];
    for await (const item of queryAll(table, { partition: pk, prefix: sk, consistent: true }))
      items.push(item);
    const invoice = items.find((item) => isOfType(item, itemType.invoice));
    if (!invoice) return undefined;
    const payments = items
      .filter((item) => isOfType(item, itemType.payment))
      .map((item) => entityOf<Payment>(item))
      .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    return { invoice: settledBy(invoiceOf(invoice), payments), payments };
  },

  async list(
    tenant: TenantId,
    filter: InvoiceFilter,
    order: { readonly descending: boolean },
    request: PageRequest,
  ): Promise<Page<Invoice>> {
    const page = await queryPage(table, { ...invoiceRange(tenant, filter), ...order }, request);
    return { ...page, items: page.items.map((item) => invoiceOf(item)) };
  },

  /** Every invoice of a filter, oldest first. */
  async *each(tenant: TenantId, filter: InvoiceFilter): AsyncGenerator<Invoice> {
    for await (const item of queryAll(table, invoiceRange(tenant, filter))) yield invoiceOf(item);
  },

  async insert(invoice: Invoice, record: readonly Write[]): Promise<void> {
    await transact(table, [putNew('invoice', invoiceItem(invoice)), ...record]);
  },

  async replace(invoice: Invoice, record: readonly Write[]): Promise<void> {
    await transact(table, [nextVersion(invoice), ...record]);
  },

  async remove(invoice: Invoice, record: readonly Write[]): Promise<void> {
    await transact(table, [
      {
        kind: 'delete',
        label: 'invoice',
        key: invoiceKey(invoice.partnerId, invoice.id),
        conditions: [isVersion(invoice.version)],
      },
      ...record,
    ]);
  },

  /** How many invoices the partner issued in that year. */
  async lastNumber(tenant: TenantId, year: string): Promise<number> {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: invoiceCounterKey(tenant, year), ConsistentRead: true }),
    );
    return Number(Item?.['lastNumber'] ?? 0);
  },

  /** Writes the issued invoice and raises the counter with it: a number is neither skipped nor given twice. */
  async issue(invoice: Invoice, year: string, lastNumber: number, record: readonly Write[]): Promise<void> {
    await transact(table, [
      nextVersion(invoice),
      {
        kind: 'put',
        label: 'counter',
        item: invoiceCounterItem(invoice.partnerId, year, lastNumber + 1),
        conditions: [{ attribute: 'lastNumber', is: '=', value: lastNumber, orAbsent: lastNumber === 0 }],
      },
      ...record,
    ]);
  },

  /** Records the payment together with the invoice after it. */
  async pay(invoice: Invoice, payment: Payment, record: readonly Write[]): Promise<void> {
    await transact(table, [nextVersion(invoice), putNew('payment', paymentItem(payment)), ...record]);
  },
});

export type InvoiceRepository = ReturnType<typeof invoiceRepository>;
