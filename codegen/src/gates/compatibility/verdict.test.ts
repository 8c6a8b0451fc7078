import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildContract } from '../../contract/graphql/schema.ts';
import { contractPlaces, readContract } from '../../contract/openapi/read.ts';
import { repositoryRoot } from '../../contract/root.ts';
import { mentions, readUnreleased, releaseChangelog } from './changelog.ts';
import { contractChanges, readContracts, type ContractChange } from './changes.ts';
import { deprecationFindings } from './deprecations.ts';
import { snapshotFindings, takeSnapshot } from './snapshot.ts';
import { judge } from './verdict.ts';
import { nextVersion, raises } from './version.ts';

const gone: ContractChange = { contract: 'rest', where: 'listInvoices', what: 'was removed' };
const { servers } = await readContract();
const v2 = servers.map((server) => ({ ...server, url: server.url.replace('/v1', '/v2') }));

function verdict(
  version: string,
  { breaking = [gone], access = [] as ContractChange[], log = '', at = servers } = {},
): string {
  const changes = { releasedVersion: '1.4.0', version, breaking, access };
  const { allowed, lines } = judge(changes, at, readUnreleased(`# Changelog\n\n## Unreleased\n\n${log}`));
  return allowed ? 'green' : (lines.at(-1) ?? '');
}

describe('a change of the contracts', () => {
  it('that breaks is red without a new major version', () => {
    expect(verdict('1.4.0')).toContain('raise info.version to 2.0.0');
    expect(verdict('1.5.0', { log: '### Breaking\n\n- `listInvoices` is gone.' })).toContain(
      'raise info.version',
    );
  });

  it('that breaks is red with a major version and no entry, so that the version does not switch the gate off', () => {
    expect(verdict('2.0.0', { at: v2 })).toContain(
      'does not name these under "## Unreleased", "### Breaking": listInvoices',
    );
    expect(verdict('2.0.0', { at: v2, log: '### Added\n\n- `listInvoices` is gone.' })).toContain(
      'listInvoices',
    );
    expect(verdict('2.0.0', { at: v2, log: '### Breaking\n\n- `listInvoicesOfAll` is gone.' })).toContain(
      'listInvoices',
    );
  });

  it('that breaks is green with both', () => {
    expect(verdict('2.0.0', { at: v2, log: '### Breaking\n\n- `listInvoices` is gone.' })).toBe('green');
  });

  it('to a version that does not follow, or with a base path of another major, is red', () => {
    expect(verdict('1.7.0', { breaking: [] })).toContain('no next version after 1.4.0');
    expect(verdict('2.0.0', { breaking: [] })).toContain('The base path /v1 must be /v2');
    expect(verdict('1.4.1', { breaking: [] })).toBe('green');
  });

  it('that lets more people in is red until the changelog says so', () => {
    const access = [{ ...gone, what: 'members of admin may call it now' }];
    expect(verdict('1.4.0', { breaking: [], access })).toContain('More people may call these than before');
    expect(
      verdict('1.4.0', { breaking: [], access, log: '### Security\n\n- `listInvoices`: admins too.' }),
    ).toBe('green');
  });
});

it.each([
  ['1.4.2', 'major', '2.0.0'],
  ['1.4.2', 'minor', '1.5.0'],
  ['1.4.2', 'patch', '1.4.3'],
  ['9.9.9', 'major', '10.0.0'],
] as const)('after %s the next %s version is %s', (released, level, next) => {
  expect(nextVersion(released, level)).toBe(next);
  expect(raises(released, next)).toBe(true);
});

it('a version is three numbers', () => {
  expect(() => nextVersion('1.4', 'minor')).toThrow('"1.4" is no version of the form 1.2.3.');
});

describe('the changelog', () => {
  const log =
    '# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## [1.0.0] - 2026-01-01\n\n### Breaking\n\n- `old`\n';

  it('is read up to the last release', () => {
    expect(readUnreleased(log).sections).toEqual(new Map([['Added', '- A thing.']]));
    expect(mentions(readUnreleased(log), 'Breaking', 'old')).toBe(false);
  });

  it('is released below a new heading, and begins anew', () => {
    const released = releaseChangelog(log, '[1.1.0] - 2026-02-02', '### Contract\n\n- `x`');
    expect(released).toContain(
      '## Unreleased\n\n## [1.1.0] - 2026-02-02\n\n### Added\n\n- A thing.\n\n### Contract\n\n- `x`\n\n## [1.0.0]',
    );
    expect(readUnreleased(released).sections.size).toBe(0);
  });
});

describe('what is deprecated', () => {
  const sdl = (reason: string) => `type Query { old: ID @deprecated(reason: "${reason}") }`;
  const findings = async (today: string, sunset?: string, reason = 'Use new. Sunset: 2027-03-31.') => {
    const document = structuredClone(await readContract());
    Object.assign(document.paths['/invoices']?.get ?? {}, {
      deprecated: true,
      ...(sunset === undefined ? {} : { 'x-sunset': sunset }),
    });
    const found = deprecationFindings(document, buildContract(sdl(reason)), today, contractPlaces());
    expect(found.filter(({ line, column }) => line === undefined || column === undefined)).toEqual([]);
    return found.map(({ message }) => message);
  };

  it('is green until its day', async () => {
    expect(await findings('2027-03-30', '2027-03-31')).toEqual([]);
  });

  it('is red from its day on', async () => {
    expect(await findings('2027-03-31', '2027-03-31')).toEqual([
      'paths//invoices/get was deprecated until 2027-03-31; remove it with a major version, or move the date on.',
      'Query.old was deprecated until 2027-03-31; remove it with a major version, or move the date on.',
    ]);
  });

  it.each(['soon', '2027-02-30', '31.3.2027'])('is red with %s for a day', async (sunset) => {
    expect(await findings('2026-01-01', sunset)).toEqual([
      `paths//invoices/get is deprecated until "${sunset}", which is no day; add x-sunset: YYYY-MM-DD beside deprecated.`,
    ]);
  });

  it('is red without a day', async () => {
    expect(await findings('2026-01-01', undefined, 'Use new.')).toEqual([
      'paths//invoices/get is deprecated and does not say until when; add x-sunset: YYYY-MM-DD beside deprecated.',
      'Query.old is deprecated and does not say until when; end the reason with "Sunset: YYYY-MM-DD.".',
    ]);
  });
});

describe('the released contracts', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'northwind-released-'));
    await cp(path.join(repositoryRoot, 'schema'), path.join(root, 'schema'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const file = (name: string): string => path.join(root, 'schema', name);

  it('are what was released', async () => {
    expect(await snapshotFindings(repositoryRoot)).toEqual([]);
  });

  it.each([
    'openapi.yaml',
    'schema.graphql',
    'events/device-message.schema.json',
    'operations/courier.graphql',
  ])('are red when somebody edits or deletes %s', async (name) => {
    const released = file(`released/${name}`);
    await writeFile(released, `${await readFile(released, 'utf8')}\n# by hand`);
    expect((await snapshotFindings(root)).map((finding) => finding.file)).toEqual([
      `schema/released/${name}`,
    ]);
    await rm(released);
    expect((await snapshotFindings(root)).map((finding) => finding.file)).toEqual([
      `schema/released/${name}`,
    ]);
  });

  // Reads all contracts three times: on a busy machine that takes a while.
  it(
    'are the contracts of today once these are released, and later changes are compared with them',
    { timeout: 240_000 },
    async () => {
      const contract = await readFile(file('openapi.yaml'), 'utf8');
      await writeFile(
        file('openapi.yaml'),
        contract.replace('operationId: getHealth', 'operationId: readHealth'),
      );
      expect((await contractChanges(await readContracts(root))).breaking.map(({ where }) => where)).toContain(
        'getHealth',
      );
      await takeSnapshot('1.0.1', root);
      expect(await snapshotFindings(root)).toEqual([]);
      expect((await contractChanges(await readContracts(root))).breaking).toEqual([]);
      await writeFile(file('openapi.yaml'), contract);
      expect((await contractChanges(await readContracts(root))).breaking.map(({ where }) => where)).toContain(
        'readHealth',
      );
    },
  );
});
