import { describe, expect, it } from 'vitest';
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
