import { describe, expect, it } from 'vitest';
import { publicSettings } from './serve-config.ts';

describe('config.json', () => {
  it('holds addresses and ids, and no secret that stands beside them', () => {
    const settings = publicSettings({
      NORTHWIND_REST_URL: 'http://127.0.0.1:4010/v1',
      NORTHWIND_GRAPHQL_URL: 'http://127.0.0.1:4015/graphql',
      NORTHWIND_USER_POOL_ID: 'us-east-1_Sandbox01',
      NORTHWIND_WEB_CLIENT_ID: 'web',
      NORTHWIND_COGNITO_URL: 'http://127.0.0.1:4011',
      NORTHWIND_CLIENT_SECRET: 'hush',
      NORTHWIND_MANAGER_PASSWORD: 'hush',
      NORTHWIND_API_KEY: 'hush',
    });
    expect(settings).toEqual({
      restUrl: 'http://127.0.0.1:4010/v1',
      graphqlUrl: 'http://127.0.0.1:4015/graphql',
      userPoolId: 'us-east-1_Sandbox01',
      webClientId: 'web',
      cognitoUrl: 'http://127.0.0.1:4011',
    });
  });

  it('leaves out what is not set, or set to nothing', () => {
    expect(publicSettings({ NORTHWIND_REST_URL: '', NORTHWIND_WEB_CLIENT_ID: 'web' })).toEqual({
      webClientId: 'web',
    });
  });
});
