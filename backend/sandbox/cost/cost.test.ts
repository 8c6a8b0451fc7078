import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Kind, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { leadingKey } from '../../src/data/keys.ts';
import { operations } from '../../src/generated/manifest.ts';
import inventory from '../../infra/inventory.json' with { type: 'json' };
import { billOf, byPrice, countOf, givenOf, scenarios, totalOf, type Price } from './bill.ts';
import { billDifference, differences, readAgreedEfforts } from './efforts.ts';
import { loads, warmths } from './capacity.ts';
import { capacityReport } from './capacity-report.ts';
import { measure, type Efforts, type Measurement } from './measure.ts';
import { freeTypes } from './planned-types.ts';
import { chargesOf } from './reasons.ts';
import { repeatedRequests } from './requests.ts';
import { storedUsage, wholeBill } from './standing.ts';
import traffic from './traffic.json' with { type: 'json' };
import priceList from './prices.json' with { type: 'json' };
import quotaList from './quotas.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../../..');

let measured: Measurement;
let agreed: Efforts;
beforeAll(async () => {
  [measured, agreed] = [await measure(), await readAgreedEfforts()];
});

/** `dearer` costs one more write unit and one more request to the table. */
const dearer = (name: string): Efforts => {
  const effort = agreed[name]!;
  const hops = { ...effort.hops, 'dynamodb GetItem': (effort.hops['dynamodb GetItem'] ?? 0) + 1 };
  return { ...agreed, [name]: { ...effort, writeUnits: effort.writeUnits + 1, hops } };
};

/** Rights that the story and its variants have no use for, and who has. */
const neededElsewhere: Readonly<Record<string, string>> = {
  [`lockers-api has no use for the keys ${leadingKey('partner')} of northwind`]:
    'a manager who is a partner too',
  [`users-api has no use for the keys ${leadingKey('partner')} of northwind`]:
    'an admin who is a partner too',
};

describe('the roles of functions and resolvers', () => {
  it('grant nothing that nobody needs: take it out of the definition', () => {
    expect(measured.unusedGrants.toSorted()).toEqual(Object.keys(neededElsewhere).toSorted());
  });
});

describe('what is asked beside calls', () => {
  it('is asked as often as the edge tells live streams to', async () => {
    const edge = await readFile(path.join(root, 'backend/infra/network-edge/edge.tf'), 'utf8');
    expect(edge).toContain(`refreshSeconds: ${traffic.assumptions.discoverySeconds} }`);
  });
});

describe('what an operation, a field or an event needs', () => {
  it('is what was agreed: `npm run cost -- --write` agrees to a change, and COST.md shows its price', () => {
    const difference = billDifference(agreed, measured);
    expect(
      differences(agreed, measured.efforts),
      `December's bill changes by ${difference === undefined ? 'what is new' : `${Math.round(difference)} USD`}`,
    ).toEqual([]);
  });

  it('is measured for every operation of the REST contract', () => {
    expect(Object.keys(measured.efforts)).toEqual(expect.arrayContaining(Object.keys(operations)));
  });

  it('is measured for every query and mutation that people may call', async () => {
    const { definitions } = parse(await readFile(path.join(root, 'schema/schema.graphql'), 'utf8'));
    const fields = definitions
      .filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION)
      .filter(({ name }) => name.value === 'Query' || name.value === 'Mutation')
      .flatMap(({ name: type, fields: all = [] }) =>
        all
          .filter(({ directives }) => !directives?.some(({ name }) => name.value === 'aws_iam'))
          .map(({ name }) => `${type.value}.${name.value}`),
      );
    expect(fields.length).toBeGreaterThan(5);
    expect(Object.keys(measured.efforts)).toEqual(expect.arrayContaining(fields));
  });

  it('is measured for every type of message that a controller sends', async () => {
    const { definitions } = JSON.parse(
      await readFile(path.join(root, 'schema/events/device-message.schema.json'), 'utf8'),
    ) as { definitions: Record<string, { properties?: { type?: { enum?: string[]; const?: string } } }> };
    const types = Object.values(definitions).flatMap(({ properties }) => {
      const { enum: several = [], const: one } = properties?.type ?? {};
      return one === undefined ? several : [one];
    });
    expect(types.length).toBeGreaterThan(3);
    expect(Object.keys(measured.efforts)).toEqual(
      expect.arrayContaining(types.map((type) => `device ${type}`)),
    );
  });
});

describe('the documents in this folder', () => {
  const read = (name: string) => readFile(path.join(import.meta.dirname, name), 'utf8');

  it('show the units and requests that were agreed: `npm run cost -- --write`', async () => {
    const rows = [...(await read('COST.md')).matchAll(/^\| (\S[^|]*) \| ([\d.]+) \| ([\d.]+) \| (\d+) \|/gm)];
    expect(
      Object.fromEntries(rows.map(([, name, ...numbers]) => [name, numbers.slice(0, 3).map(Number)])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(agreed).map(([name, effort]) => [
          name,
          [effort.readUnits, effort.writeUnits, countOf(effort, 'dynamodb ')],
        ]),
      ),
    );
  });

  it('show what breaks first: `npm run capacity -- --write`', async () => {
    expect(await read('CAPACITY.md')).toBe(capacityReport(measured));
  });
});

describe('a call that asks the table more than once', () => {
  it('has a reason, which stands in COST.md', () => {
    const repeated = repeatedRequests(agreed);
    expect(repeated.map(({ name }) => name)).toContain('Query.listBuildingLockers');
    const query = agreed['Query.me']!;
    const twice = { ...query, hops: { ...query.hops, 'dynamodb GetItem': 2 } };
    expect(() => repeatedRequests({ ...agreed, 'Query.me': twice })).toThrow(
      'Query.me asks the table 2 times',
    );
    expect(() => repeatedRequests({ ...agreed, 'Query.getLocker': query })).toThrow(
      'These ask once, and need no reason any more: Query.getLocker',
    );
  });
});

describe('an operation that needs more than before', () => {
  it('is told by what it needs, and by what December costs then', () => {
    const changed = dearer('getDelivery');
    expect(differences(agreed, changed)).toEqual([
      expect.stringMatching(/^getDelivery: write units 0 → 1, dynamodb GetItem \d → \d$/) as string,
    ]);
    const difference = billDifference(agreed, { ...measured, efforts: changed });
    expect(difference).toBeGreaterThan(100);
  });
});

describe('the bill', () => {
  it('is eight times as high in December as in July, but for what batches save', () => {
    const [july, december] = [totalOf(billOf('july', measured)), totalOf(billOf('december', measured))];
    expect(december / july).toBeGreaterThan(7.5);
    expect(december / july).toBeLessThanOrEqual(8);
  });

  it('refuses traffic that was not measured, and measurements without traffic', () => {
    const { getDelivery, ...fewer } = measured.efforts;
    expect(() => billOf('july', { ...measured, efforts: fewer })).toThrow('"getDelivery" was not measured');
    expect(() =>
      billOf('july', { ...measured, efforts: { ...measured.efforts, other: getDelivery! } }),
    ).toThrow('"other" is missing from it');
  });

  it('plans an operation that has no line of its own yet', () => {
    const efforts = { ...measured.efforts, 'Query.newField': agreed['Query.me']! };
    const line = billOf('july', { ...measured, efforts }).find(({ name }) => name === 'Query.newField');
    expect(line?.channel).toBe('graphql');
    expect(line?.calls).toBeGreaterThan(0);
  });
});

describe('the whole bill', () => {
  it.each(scenarios)('says of every dollar of %s what it is paid for', (scenario) => {
    const charges = chargesOf(scenario, measured);
    const sum = charges.reduce((total, { cost }) => total + cost, 0);
    expect(sum).toBeCloseTo(totalOf(wholeBill(scenario, measured)), 6);
    expect(charges.filter(({ cost, why }) => cost < 0 || why === '')).toEqual([]);
    expect(charges.filter(({ isFloor }) => isFloor).map(({ what }) => what)).toHaveLength(2);
  });

  it.each(scenarios)(
    'uses nothing in %s so much of that a lower price begins, which it does not count',
    (scenario) => {
      const listed: Readonly<Record<string, Price>> = priceList.prices;
      const beyond = Object.entries(byPrice(wholeBill(scenario, measured))).filter(
        ([name, cost]) => (cost * listed[name]!.per) / listed[name]!.price > (listed[name]!.upTo ?? Infinity),
      );
      expect(beyond).toEqual([]);
    },
  );

  it('takes off what AWS gives, and no more than is used of it', () => {
    const { price, per, free } = priceList.prices.traceRecorded;
    const given = (traceRecorded: number) => givenOf([{ cost: { traceRecorded } }]).traceRecorded;
    expect(given(100)).toBeCloseTo(-(free * price) / per);
    expect(given(0.01)).toBe(-0.01);
    expect(givenOf([{ cost: { wafRequest: 100 } }])).toEqual({});
  });

  it('prices every type of resource that is planned, or says that it is free', () => {
    expect(inventory.otherTypes.filter((type) => !freeTypes.includes(type))).toEqual([]);
    expect(Object.entries(inventory.resources).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('grows with what is stored, but for what expires', () => {
    const [year, three] = [12, 36].map((months) => storedUsage('july', months, measured).tableGigabyte ?? 0);
    expect(three! / year!).toBeGreaterThan(2.5);
    expect(three! / year!).toBeLessThan(3);
  });
});

describe('the capacity', () => {
  it('is kept warm where callers wait, as far as December needs it and not twice as far', () => {
    for (const { name, needed = 0, planned } of warmths(measured)) {
      expect(planned, name).toBeGreaterThan(needed);
      expect(planned, name).toBeLessThanOrEqual(Math.max(3, 2 * needed));
    }
  });

  it('names every quota, what breaks first in front', () => {
    const all = loads(measured);
    expect(all.length).toBeGreaterThan(Object.keys(quotaList.quotas).length);
    const factors = all.map(({ breaksAt }) => breaksAt);
    expect(factors).toEqual(factors.toSorted((left, right) => left - right));
    for (const { atPeak, limit, breaksAt } of all)
      expect(atPeak * Math.min(breaksAt, 1e9)).toBeLessThanOrEqual(limit * 1.001);
  });

  it('counts all writes of a key without an id to one partition, and those of a key with one by its largest share', () => {
    const only = (kind: string) => ({
      ...measured,
      partitions: { 'Mutation.markDelivered': { [kind]: 1 } },
    });
    const rateOf = (kind: string) => loads(only(kind)).find(({ what }) => what.includes(kind))?.atPeak ?? 0;
    expect(rateOf('gsi2 EVERYTHING')).toBeGreaterThan(1);
    expect(rateOf('gsi2 P#{prt}') / rateOf('gsi2 EVERYTHING')).toBeCloseTo(0.3);
    expect(rateOf('gsi2 D#{dlv}')).toBe(0);
  });

  it('leaves ten times December to every partition', () => {
    const tooBusy = loads(measured).filter(({ adjustable, breaksAt }) => !adjustable && breaksAt < 10);
    expect(tooBusy.map(({ what }) => what)).toEqual([]);
  });
});
