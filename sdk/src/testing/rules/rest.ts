import type { components } from '../../generated/openapi.ts';
import { problems, problemTypeBase } from '../../generated/testing/problems.ts';
import { DAY_MINUTES, later } from '../time.ts';
import { deliveryTimes } from './deliveries.ts';
import { invoiceRules } from './invoices.ts';
import type { Rule, Rules } from './rule.ts';

type Schemas = components['schemas'];

const delivery: Rule<Schemas['Delivery']> = ({ status, createdAt }) => ({
  ...deliveryTimes(status, createdAt),
  expectedOn: later(createdAt, DAY_MINUTES).slice(0, 10),
});

/** What is free is counted from the doors. */
const locker: Rule<Schemas['Locker']> = (sample, { given }) => {
  const compartments = sample.compartments.map((one, index) => ({
    ...one,
    number: given.compartments?.[index]?.number ?? index + 1,
  }));
  const free = (size: string): number =>
    compartments.filter((one) => one.size === size && one.status === 'free').length;
  return {
    compartments,
    available: {
      small: given.available?.small ?? free('small'),
      medium: given.available?.medium ?? free('medium'),
      large: given.available?.large ?? free('large'),
    },
    updatedAt: later(sample.createdAt, DAY_MINUTES),
  };
};

const problem: Rule<Schemas['Problem']> = ({ code, errors }, { given }) => {
  const { status, title } = problems[code];
  return {
    type: `${problemTypeBase}${code}`,
    title,
    status,
    detail: `${title}.`,
    // Only a request that is not valid has parts that are not.
    errors: given.errors || code === 'invalid_request' ? errors : undefined,
  };
};

export const restRules: Rules<Schemas> = {
  ...invoiceRules,
  Delivery: delivery,
  Locker: locker,
  LockerSummary: (_sample, { given, make }) => {
    const { compartments: _compartments, ...rest } = make<Schemas['Locker']>('Locker', given);
    return rest;
  },
  Problem: problem,
};
