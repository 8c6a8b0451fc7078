/** What the table's requests would cost with provisioned capacity that follows the traffic, as ready for a failover as on demand. */
import type { BillLine, PriceName } from './bill.ts';
import priceList from './prices.json' with { type: 'json' };
import traffic from './traffic.json' with { type: 'json' };

const { peakFactor, replicas, scalingTarget } = traffic.assumptions;
const hoursPerDay = 24;

/** A day as a bell: the demand at an hour, in averages of the day, where the busiest moment has `peak` of them. */
function bellOf(peak: number): (hour: number) => number {
  const at = (hour: number, narrowness: number) =>
    peak * Math.sin((Math.PI * hour) / hoursPerDay) ** narrowness;
  const meanOf = (narrowness: number): number => {
    const samples = Array.from({ length: 1_000 }, (_, index) =>
      at((hoursPerDay * index) / 1_000, narrowness),
    );
    return samples.reduce((sum, each) => sum + each, 0) / samples.length;
  };
  let narrowness = 1;
  while (meanOf(narrowness) > 1) narrowness *= 1.001;
  return (hour) => at(hour, narrowness);
}

/**
 * Share of the capacity that is used in the course of a day. Capacity rises when it must, and falls once an hour at most (DynamoDB
 * Developer Guide, "Quotas in Amazon DynamoDB"): each hour has what its busiest moment needs, at the target.
 */
export function utilization(): number {
  const demand = bellOf(peakFactor);
  const capacities = Array.from(
    { length: hoursPerDay },
    (_, hour) => Math.max(demand(hour), demand(hour + 1)) / scalingTarget,
  );
  return hoursPerDay / capacities.reduce((sum, each) => sum + each, 0);
}

/** USD a month of the same units, on demand and provisioned. */
export function tableRequests(lines: readonly Pick<BillLine, 'cost'>[]): {
  readonly onDemand: number;
  readonly provisioned: number;
} {
  const costOf = (name: PriceName): number => lines.reduce((sum, { cost }) => sum + (cost[name] ?? 0), 0);
  /** An hour of a unit takes 3,600 of them, of which this share is used. */
  const provisionedOf = (name: PriceName, hour: number, used: number): number => {
    const { price, per } = priceList.prices[name];
    return (costOf(name) * hour) / used / ((3_600 * price) / per);
  };
  const { writeUnitHour, readUnitHour } = priceList.provisioned;
  const used = utilization();
  return {
    onDemand:
      costOf('dynamodbWriteUnit') + costOf('dynamodbReplicatedWriteUnit') + costOf('dynamodbReadUnit'),
    provisioned:
      provisionedOf('dynamodbWriteUnit', writeUnitHour.price, used) +
      provisionedOf('dynamodbReplicatedWriteUnit', writeUnitHour.price, used) +
      provisionedOf('dynamodbReadUnit', readUnitHour.price, used) +
      // Nobody reads in the second Region until the first is lost: capacity that followed would not be there then.
      replicas * provisionedOf('dynamodbReadUnit', readUnitHour.price, 1 / peakFactor),
  };
}
