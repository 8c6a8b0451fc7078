/** Why an operation asks the table more than once: each that does stands in COST.md with its reason. */
import { countOf } from './bill.ts';
import type { Effort, Efforts } from './measure.ts';

const reasons: Readonly<Record<string, string>> = {
  'Query.listBuildingLockers':
    'The lockers, their sequences, then the compartments of each, side by side: strongly consistent, so that a live view goes on from the ' +
    'page without a hole. An index that lists compartments by building would make it two, be consistent at some later moment, and cost ' +
    'two units in each Region for every door that moves: about 190 a month in December, to save 110.',
  listLockers:
    'The lockers, then what is free in each of them, together: counted on the locker itself, each reservation and each collection would ' +
    'rewrite it in both of its indexes, at six times the price of these reads.',
  'Query.listMyDeliveries': 'The day, then the lockers of all its stops together.',
  'Query.getDelivery':
    'The delivery, then its locker, which AppSync keeps for five minutes where its cache is on.',
  'Query.getLocker':
    'The locker with its sequence first, then its compartments: following the events after that sequence misses nothing.',
  'Query.listLockerEvents': 'The locker says whether the caller manages its building, then its events.',
};

const ofWrites =
  'What it depends on, then the transaction on condition that it is still so: no number, compartment or payment is given twice.';

const isWrite = ({ hops }: Effort): boolean =>
  Object.keys(hops).some((hop) => /^dynamodb (?:Transact|Put|Update|Delete)/.test(hop));

/** Of each that asks more than once: how often, and why. The most first. @throws Error when nobody wrote down why */
export function repeatedRequests(efforts: Efforts): { name: string; requests: number; why: string }[] {
  const idle = Object.keys(reasons).filter((name) => requestsOf(efforts[name]) < 2);
  if (idle.length > 0) throw new Error(`These ask once, and need no reason any more: ${idle.join(', ')}.`);
  return Object.entries(efforts)
    .filter(([, effort]) => requestsOf(effort) > 1)
    .map(([name, effort]) => {
      const why = reasons[name] ?? (isWrite(effort) ? ofWrites : undefined);
      if (why === undefined)
        throw new Error(
          `${name} asks the table ${requestsOf(effort)} times: say why in backend/sandbox/cost/requests.ts.`,
        );
      return { name, requests: requestsOf(effort), why };
    })
    .toSorted((left, right) => right.requests - left.requests);
}

const requestsOf = (effort: Effort | undefined): number =>
  effort === undefined ? 0 : countOf(effort, 'dynamodb ');
