/** How quickly the stack notices a lost Region and leads everybody elsewhere: as the Terraform of production and the functions say it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { lookEveryMs } from '../../src/functions/failover/failover.ts';

export interface FailoverTimes {
  /** Seconds between two health checks. */
  readonly checkSeconds: number;
  /** Results in a row that change a Region's health. */
  readonly failureThreshold: number;
  /** Seconds that an answer of the name server may be kept: of REST's name, and of the name that says which Region is active. */
  readonly timeToLiveSeconds: { readonly rest: number; readonly active: number };
  /** Seconds between two looks of a Region's failover function. */
  readonly lookSeconds: number;
  /** Seconds until every edge has what was written to its store. */
  readonly edgeSeconds: number;
}

const infra = path.resolve(import.meta.dirname, '../../infra');

/** @throws Error where the files do not say it any more in the way that is looked for */
export async function readFailoverTimes(): Promise<FailoverTimes> {
  const names = await readFile(path.join(infra, 'network-edge/dns.tf'), 'utf8');
  const production = await readFile(path.join(infra, 'environments/prod/network-edge.tfvars'), 'utf8');
  const check = block(names, 'resource "aws_route53_health_check" "rest"');
  return {
    checkSeconds: value(production, 'health_check_interval'),
    failureThreshold: value(check, 'failure_threshold'),
    timeToLiveSeconds: {
      rest: value(block(names, 'resource "aws_route53_record" "rest"'), 'ttl'),
      active: value(block(names, 'resource "aws_route53_record" "active"'), 'ttl'),
    },
    lookSeconds: lookEveryMs / 1_000,
    // AWS says "within a few seconds" (CloudFront KeyValueStore's announcement) and promises none.
    edgeSeconds: 5,
  };
}

function block(text: string, head: string): string {
  const start = text.indexOf(head);
  if (start === -1) throw new Error(`network-edge has no ${head}.`);
  return text.slice(start, text.indexOf('\n}', start));
}

function value(text: string, name: string): number {
  const found = new RegExp(`^\\s*${name}\\s*=\\s*(\\d+)$`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`network-edge does not say ${name}.`);
  return Number(found);
}
