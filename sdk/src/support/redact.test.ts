import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { redactHeaders, redactText } from './redact.ts';

describe('redactText masks the value and nothing else', () => {
  it.each([
    ['a query', 'https://a/b?access_token=abc&limit=5', 'https://a/b?access_token=[redacted]&limit=5'],
    ['a form', 'grant_type=x&client_secret=s%2F1&scope=y', 'grant_type=x&client_secret=[redacted]&scope=y'],
    ['JSON', '{"clientSecret":"a\\"b","amount":5}', '{"clientSecret":[redacted],"amount":5}'],
    ['JSON with spaces', '{ "password" : "p", "x": 1 }', '{ "password" : [redacted], "x": 1 }'],
    ['JSON cut off in the middle', '{"access_token":"eyJhbGci', '{"access_token":[redacted]'],
    ['JSON inside JSON', '{"body":"{\\"api_key\\":\\"k\\"}"}', '{"body":"{\\"api_key\\":[redacted]}"}'],
    ['a number', '{"tokenNumber":12345,"x":1}', '{"tokenNumber":[redacted],"x":1}'],
    ['a list', '{"secrets":["a","b"],"x":1}', '{"secrets":[redacted],"x":1}'],
    [
      'a pre-signed URL in JSON',
      '{"downloadUrl":"https://s3/x?X-Amz-Credential=AK%2F1&X-Amz-Signature=9f&X-Amz-Expires=900"}',
      '{"downloadUrl":"https://s3/x?X-Amz-Credential=[redacted]&X-Amz-Signature=[redacted]&X-Amz-Expires=900"}',
    ],
    [
      'brackets in strings, and objects in objects',
      '{"secrets":["a]b","c"],"tokens":{"a":{"b":"}"},"c":"d"},"x":1}',
      '{"secrets":[redacted],"tokens":[redacted],"x":1}',
    ],
    [
      'JSON inside JSON inside JSON',
      JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ token: 'say "x\\', x: 1 }) }) }),
      '{"a":"{\\"b\\":\\"{\\\\\\"token\\\\\\":[redacted],\\\\\\"x\\\\\\":1}\\"}"}',
    ],
    ['a URL with user and password', 'GET https://user:p%40ss@host/v1', 'GET https://[redacted]@host/v1'],
    ['nothing secret', '{"status":"open","total":5}', '{"status":"open","total":5}'],
  ])('%s', (_, text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

it('redactHeaders masks headers by name', () => {
  const headers = new Headers({
    authorization: 'Bearer t',
    'x-api-key': 'k',
    'set-cookie': 'c',
    'x-amz-security-token': 's',
    accept: 'application/json',
  });
  expect(redactHeaders(headers)).toEqual({
    authorization: '[redacted]',
    'x-api-key': '[redacted]',
    'set-cookie': '[redacted]',
    'x-amz-security-token': '[redacted]',
    accept: 'application/json',
  });
});

describe('a hostile text costs what any text of its length costs', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Characters that the expressions consumed: each at most once by the scan, and once by a value it skips. */
  const consumed = (text: string): number => {
    const { exec } = RegExp.prototype;
    let characters = 0;
    const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, input) {
      const from = this.lastIndex;
      const found = exec.call(this, input);
      if (this.global || this.sticky) characters += (found ? this.lastIndex : text.length) - from;
      return found;
    });
    redactText(text);
    spy.mockRestore();
    return characters;
  };

  it.each(
    [
      'token',
      '"token":',
      'token=',
      '"token":[',
      '"token":{',
      '"token":"\\"',
      '\\"token\\":\\"',
      '\\',
      '\\\\"',
      'token="\\',
      '"token"  ',
      '//',
      '//user:',
      '//a@',
      '[{"',
    ].map((part) => [part]),
  )('%j again and again', (part) => {
    const text = part.repeat(400);
    expect(consumed(text)).toBeLessThanOrEqual(3 * text.length + 100);
  });

  it('whatever it is made of', () => {
    const parts = fc.constantFrom(
      'token',
      'a',
      '=',
      '"',
      '\\',
      ':',
      ' ',
      '[',
      ']',
      '{',
      '}',
      '&',
      ',',
      '//',
      '@',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 300 }), (text) => {
        expect(consumed(text.join(''))).toBeLessThanOrEqual(3 * text.join('').length + 100);
      }),
    );
  });
});

it('no value of a secret stays, however deep its JSON is written inside JSON', () => {
  const secret = fc.string({ minLength: 1 }).map((text) => `<${text}>`);
  const nest = (value: unknown, depth: number): string =>
    depth === 0 ? JSON.stringify(value) : JSON.stringify({ inner: nest(value, depth - 1) });
  fc.assert(
    fc.property(secret, fc.nat(), fc.nat(3), (token, other, depth) => {
      const masked = redactText(nest({ access_token: token, other }, depth));
      expect(masked).toBe(nest({ access_token: 'X', other }, depth).replace(/\\*"X\\*"/, '[redacted]'));
    }),
  );
});
