import { describe, expect, it, vi } from 'vitest';
import { handshake, partsOf, realtimeUrl, tokenAuthorization } from './endpoint.ts';

const api = 'https://abcdefghijklmnopqrstuvwxyz.appsync-api.eu-central-1.amazonaws.com/graphql';
const authorization = tokenAuthorization(partsOf(api).host, 'header.payload??>>.signature');
const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());

describe('the real-time endpoint', () => {
  it.each([
    [api, 'wss://abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.eu-central-1.amazonaws.com/graphql'],
    [
      'https://abcdefghijklmnopqrstuvwxyz.appsync-api.cn-north-1.amazonaws.com.cn/graphql',
      'wss://abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.cn-north-1.amazonaws.com.cn/graphql',
    ],
    [
      'https://live.northwind-lockers.example/graphql',
      'wss://live.northwind-lockers.example/graphql/realtime',
    ],
    [
      'https://live.northwind-lockers.example/graphql/',
      'wss://live.northwind-lockers.example/graphql/realtime',
    ],
    ['http://127.0.0.1:4015/graphql', 'ws://127.0.0.1:4015/graphql/realtime'],
  ])('of %s is %s', (graphqlUrl, expected) => {
    expect(realtimeUrl(graphqlUrl)).toBe(expected);
  });

  it('needs of `URL` neither setters nor getters, which React Native lacks or has lacked', () => {
    // React Native's (Libraries/Blob/URL.js) has no setters, ends what it is given with a slash, and threw in getters for years.
    class ReactNativeUrl {
      readonly href: string;
      constructor(url: string) {
        this.href = url.endsWith('/') ? url : `${url}/`;
      }
      get protocol(): string {
        throw new Error('not implemented');
      }
      get host(): string {
        throw new Error('not implemented');
      }
      get pathname(): string {
        throw new Error('not implemented');
      }
      toString(): string {
        return this.href;
      }
    }
    vi.stubGlobal('URL', ReactNativeUrl);
    const opened = [api, 'http://127.0.0.1:4015/graphql'].map(
      (url) =>
        handshake(realtimeUrl(url), 'query', tokenAuthorization(partsOf(url).host, 't')).url.split('?')[0],
    );
    vi.unstubAllGlobals();
    expect(opened).toEqual([
      'wss://abcdefghijklmnopqrstuvwxyz.appsync-realtime-api.eu-central-1.amazonaws.com/graphql',
      'ws://127.0.0.1:4015/graphql/realtime',
    ]);
  });

  it('authorizes for the host of the GraphQL endpoint, not of its real-time twin', () => {
    expect(authorization).toEqual({
      host: 'abcdefghijklmnopqrstuvwxyz.appsync-api.eu-central-1.amazonaws.com',
      Authorization: 'header.payload??>>.signature',
    });
  });
});

describe('a handshake', () => {
  it('carries the authorization as an unpadded base64url subprotocol', () => {
    const { url, protocols } = handshake('wss://host/graphql', 'subprotocol', authorization);
    expect(url).toBe('wss://host/graphql');
    expect(protocols[0]).toBe('graphql-ws');
    expect(protocols[1]).toMatch(/^header-[A-Za-z0-9_-]+$/);
    expect(decode(protocols[1]?.slice('header-'.length) ?? '')).toEqual(authorization);
  });

  it('carries it in the URL with the empty payload that this carrier needs', () => {
    const { url, protocols } = handshake('wss://host/graphql', 'query', authorization);
    const { searchParams } = new URL(url);
    expect(JSON.parse(atob(searchParams.get('header') ?? ''))).toEqual(authorization);
    expect(searchParams.get('payload')).toBe('e30=');
    expect(protocols).toEqual(['graphql-ws']);
  });

  it('carries it as HTTP headers', () => {
    expect(handshake('wss://host/graphql', 'headers', authorization)).toEqual({
      url: 'wss://host/graphql',
      protocols: ['graphql-ws'],
      options: { headers: authorization },
    });
  });
});
