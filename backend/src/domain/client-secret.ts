/** The secrets of a partner's client, of which the user pool keeps two at most, and what is said of them: never a value. */
import { createHash } from 'node:crypto';

/** A secret as the user pool lists it. */
export interface ClientSecret {
  readonly id: string;
  readonly createdAt: string;
  /** SHA-256 of the value, in hexadecimal. Absent of a secret that was not made over REST: the first one. */
  readonly fingerprint?: string | undefined;
}

/** What the table knows of a client's secrets. The pool alone knows which there are; this is read where asking it would take too long. */
export interface ClientSecrets {
  readonly clientId: string;
  /** Oldest first. */
  readonly secrets: readonly ClientSecret[];
  readonly version: number;
}

/** As many as Cognito keeps of a client ("AddUserPoolClientSecret", Amazon Cognito API reference). */
export const MAX_CLIENT_SECRETS = 2;

/** Age at which a secret should have been replaced. It works on after that: no clock ends one. */
const ROTATION_DAYS = 90;

/** The same of the first one, which people at Northwind have handed over. */
const FIRST_ROTATION_DAYS = 7;

/** How long before that its client is told. */
const NOTICE_DAYS = 30;

const DAY_MS = 86_400_000;

/** A secret has 256 bits of chance, so its digest tells nobody which it is. */
export const fingerprintOf = (clientSecret: string): string =>
  createHash('sha256').update(clientSecret).digest('hex');

export const rotateBy = ({ createdAt, fingerprint }: ClientSecret): string => {
  const days = fingerprint === undefined ? FIRST_ROTATION_DAYS : ROTATION_DAYS;
  return new Date(Date.parse(createdAt) + days * DAY_MS).toISOString();
};

/**
 * By when the oldest secret should have been replaced, once its client is to be told: until the old one is deleted, because a second one
 * that nobody uses replaces nothing.
 */
export const rotationDue = (secrets: readonly ClientSecret[], now: string): string | undefined => {
  const dates = secrets.map(rotateBy).toSorted();
  const [first] = dates;
  return first !== undefined && Date.parse(first) - NOTICE_DAYS * DAY_MS <= Date.parse(now)
    ? first
    : undefined;
};

/** Oldest first, each with the fingerprint that is known of it. */
export const withFingerprints = (
  secrets: readonly ClientSecret[],
  known: readonly ClientSecret[] = [],
): readonly ClientSecret[] =>
  secrets
    .map(({ id, createdAt }) => {
      const fingerprint = known.find((each) => each.id === id)?.fingerprint;
      return fingerprint === undefined ? { id, createdAt } : { id, createdAt, fingerprint };
    })
    .toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
