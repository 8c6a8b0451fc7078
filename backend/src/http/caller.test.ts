import type { APIGatewayProxyEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { partnerPartition } from '../data/keys.ts';
import { callerOf, partitionOf, tenantOf } from './caller.ts';

const eventWith = (claims?: Record<string, string>): APIGatewayProxyEvent =>
  ({ requestContext: claims ? { authorizer: { claims } } : {} }) as unknown as APIGatewayProxyEvent;

describe('the caller', () => {
  it.each([
    ['joined by commas', 'bld_1,bld_2'],
    ['in brackets', '[bld_1 bld_2]'],
    ['as JSON', '["bld_1","bld_2"]'],
  ])('has the lists of its claims, however the gateway writes them: %s', (_, buildings) => {
    const caller = callerOf(
      eventWith({ sub: 'ada', client_id: 'mobile', 'cognito:groups': 'manager,admin', buildings }),
    );
    expect(caller).toMatchObject({
      buildings: ['bld_1', 'bld_2'],
      groups: ['manager', 'admin'],
      kind: 'user',
    });
  });

  it('that is a machine has the groups its own claim names, and no others', () => {
    const claims = {
      sub: 'machine',
      client_id: 'machine',
      groups: 'partner',
      'cognito:groups': 'admin',
      partner_id: 'prt_1',
    };
    const caller = callerOf(eventWith(claims));
    expect(caller).toMatchObject({ kind: 'client', groups: ['partner'] });
    expect(caller && tenantOf(caller)).toBe('prt_1');
    expect(caller && partitionOf(caller)).toBe(partnerPartition('prt_1'));
  });

  it('that is a person cannot be put into a group by the claim of machines', () => {
    const caller = callerOf(eventWith({ sub: 'ada', client_id: 'mobile', groups: 'admin' }));
    expect(caller?.groups).toEqual([]);
    expect(caller && partitionOf(caller)).toBe('U#ada');
    expect(() => caller && tenantOf(caller)).toThrow('belongs to no partner');
  });

  it('is absent where the gateway verified no token', () => {
    expect(callerOf(eventWith())).toBeUndefined();
    expect(callerOf(eventWith({}))).toBeUndefined();
  });
});
