import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryPartition } from '../../../src/data/index-keys.ts';
import { compartmentKey, deliveryKey, sequenceKey } from '../../../src/data/keys.ts';
import { deliveryItem, compartmentItem } from '../../../src/data/items.ts';
import { delivery, ids, scene, startApi, type Api } from './api.ts';

const fields = `id status sequence deliveredAt pickedUpAt problem { reason note reportedAt }`;
const markDelivered = `mutation ($input: MarkDeliveredInput!) { markDelivered(input: $input) { ${fields} } }`;
const markPickedUp = `mutation ($input: MarkPickedUpInput!) { markPickedUp(input: $input) { ${fields} } }`;
const reportProblem = `mutation ($input: ReportDeliveryProblemInput!) { reportDeliveryProblem(input: $input) { ${fields} } }`;

const input = (clientMutationId: string, more: object = {}) => ({
  input: { clientMutationId, deliveryId: ids.delivery, ...more },
});

describe('a delivery that a courier works on', () => {
  let api: Api;
  beforeEach(async () => {
    api = await startApi();
    api.load(scene(true));
  });
  afterEach(() => api.close());

  it('is delivered, which fills its compartment and writes the event with the next sequence', async () => {
    const answer = await api.as('courier', markDelivered, input('mutation-1'));

    expect(answer.errors).toBeUndefined();
    expect(answer.data).toMatchObject({
      markDelivered: { id: ids.delivery, status: 'DELIVERED', sequence: 1 },
    });
    expect(await api.item(deliveryKey(ids.delivery))).toMatchObject({
      status: 'delivered',
      version: 2,
      sequence: 1,
      gsi2pk: deliveryPartition.byStatus(ids.partner, 'delivered'),
    });
    expect(await api.item(compartmentKey(ids.locker, ids.compartment))).toMatchObject({
      status: 'occupied',
      deliveryId: ids.delivery,
    });
    expect(await api.item(sequenceKey(ids.locker))).toMatchObject({ sequence: 1 });
    expect(await api.events(ids.locker)).toMatchObject([
      { type: 'delivery_delivered', sequence: 1, deliveryId: ids.delivery, courierId: ids.courier },
    ]);
  });

  it('is picked up, which frees its compartment', async () => {
    await api.as('courier', markDelivered, input('mutation-1'));
    const answer = await api.as('manager', markPickedUp, input('mutation-2'));

    expect(answer.data).toMatchObject({ markPickedUp: { status: 'PICKED_UP', sequence: 2 } });
    const compartment = await api.item(compartmentKey(ids.locker, ids.compartment));
    expect(compartment).toMatchObject({ status: 'free' });
    expect(compartment).not.toHaveProperty('deliveryId');
    expect(await api.item(sequenceKey(ids.locker))).toMatchObject({ freeMedium: 1 });
  });

  it('has a problem until it is delivered after all', async () => {
    const report = await api.as(
      'courier',
      reportProblem,
      input('mutation-1', { reason: 'DOES_NOT_FIT', note: 'too big' }),
    );
    expect(report.data).toMatchObject({
      reportDeliveryProblem: { status: 'PROBLEM', problem: { reason: 'DOES_NOT_FIT', note: 'too big' } },
    });
    expect(await api.events(ids.locker)).toMatchObject([
      { type: 'delivery_problem', problemReason: 'does_not_fit' },
    ]);

    const solved = await api.as('courier', markDelivered, input('mutation-2'));
    expect(solved.data).toMatchObject({ markDelivered: { status: 'DELIVERED', problem: null } });
    expect(await api.item(deliveryKey(ids.delivery))).not.toHaveProperty('problem');
  });

  it('refuses a step its status does not allow, and says what the status is', async () => {
    const answer = await api.as('courier', markPickedUp, input('mutation-1'));

    expect(answer.errors).toMatchObject([{ errorType: 'InvalidState', errorInfo: { status: 'ANNOUNCED' } }]);
    expect(await api.events(ids.locker)).toEqual([]);
  });

  it('answers a repeated client mutation id with the first answer, also after the next step', async () => {
    const first = await api.as('courier', markDelivered, input('mutation-1'));
    await api.as('courier', markPickedUp, input('mutation-2'));
    const repeated = await api.as('courier', markDelivered, input('mutation-1'));

    expect(repeated.data).toEqual(first.data);
    expect(await api.events(ids.locker)).toHaveLength(2);
  });

  it('refuses a client mutation id that was used for something else', async () => {
    await api.as('courier', markDelivered, input('mutation-1'));
    const answer = await api.as('courier', markPickedUp, input('mutation-1'));

    expect(answer.errors).toMatchObject([{ errorType: 'IdempotencyMismatch' }]);
  });

  it('changes once when ten repeats of one call race', async () => {
    const racing = await Promise.all(
      Array.from({ length: 10 }, () => api.as('courier', markDelivered, input('mutation-1'))),
    );

    const successes = racing.filter(({ errors }) => errors === undefined);
    expect(successes.length).toBeGreaterThan(0);
    for (const { data } of successes) expect(data).toEqual(successes[0]?.data);
    for (const { errors } of racing) {
      if (errors) expect(errors).toMatchObject([{ errorType: 'Conflict', errorInfo: { retryable: true } }]);
    }
    expect(await api.events(ids.locker)).toHaveLength(1);
  });

  it('refuses malformed input before anything is read', async () => {
    const refused = async (query: string, variables: object) =>
      (await api.as('courier', query, variables)).errors;

    expect(await refused(markDelivered, input('short'))).toMatchObject([
      { errorType: 'BadRequest', errorInfo: { argument: 'clientMutationId' } },
    ]);
    expect(await refused(markDelivered, input('mutation-1', { signatureUploadId: '../x' }))).toMatchObject([
      { errorType: 'BadRequest', errorInfo: { argument: 'signatureUploadId' } },
    ]);
    expect(await refused(reportProblem, input('mutation-1', { reason: 'OTHER' }))).toMatchObject([
      { errorType: 'BadRequest', errorInfo: { argument: 'note' } },
    ]);
  });

  it('takes the sequence after somebody else took the one it had read', async () => {
    const conflicts = { left: 2 };
    const end = api.dynamodb.injectTransactionConflict(() => {
      conflicts.left -= 1;
      return conflicts.left >= 0;
    });
    const answer = await api.as('courier', markDelivered, input('mutation-1'));
    end();

    expect(answer.data).toMatchObject({ markDelivered: { status: 'DELIVERED', sequence: 1 } });
  });

  it('gives up after the third lost race with an error that says to repeat, and has changed nothing', async () => {
    const end = api.dynamodb.injectTransactionConflict(() => true);
    const answer = await api.as('courier', markDelivered, input('mutation-1'));
    end();

    expect(answer.errors).toMatchObject([{ errorType: 'Conflict', errorInfo: { retryable: true } }]);
    expect(await api.events(ids.locker)).toEqual([]);
    const again = await api.as('courier', markDelivered, input('mutation-1'));
    expect(again.data).toMatchObject({ markDelivered: { status: 'DELIVERED' } });
  });

  it('leaves no hole when twenty are delivered at one locker at once, each call repeated as long as it loses', async () => {
    const all = Array.from({ length: 20 }, (_, index) => ({
      id: `dlv_01K6F0A00000000000000003${String(index).padStart(2, '0')}`,
      compartmentId: `cmp_01K6F0A00000000000000003${String(index).padStart(2, '0')}`,
    }));
    api.load(all.map((its) => deliveryItem(delivery(true, its))));
    api.load(
      all.map((its, index) =>
        compartmentItem({
          id: its.compartmentId,
          deliveryId: its.id,
          lockerId: ids.locker,
          number: index + 2,
          size: 'medium',
          status: 'reserved',
        }),
      ),
    );
    const deliver = async (deliveryId: string): Promise<void> => {
      const variables = { input: { clientMutationId: `deliver-${deliveryId}`, deliveryId } };
      const { errors } = await api.as('courier', markDelivered, variables);
      if (errors?.[0]?.['errorType'] === 'Conflict') return deliver(deliveryId);
      expect(errors).toBeUndefined();
    };
    await Promise.all(all.map(({ id }) => deliver(id)));

    const events = await api.events(ids.locker);
    expect(events.map((event) => event['sequence'])).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(new Set(events.map((event) => event['deliveryId'])).size).toBe(20);
  });
});
