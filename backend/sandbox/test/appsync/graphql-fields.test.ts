import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await fixture.close();
});

describe('fields', () => {
  it('give arguments, AWSJSON parsed on the way in and written on the way out', async () => {
    const answer = await fixture.asUser(
      'query ($data: AWSJSON) { echo(text: "a", data: $data, when: "2026-11-21T10:00:00Z") { text data when } }',
      {
        data: '{"deep":[1,2]}',
      },
    );
    expect(answer.text).toBe(
      '{"data":{"echo":{"text":"a","data":"{\\"deep\\":[1,2]}","when":"2026-11-21T10:00:00Z"}}}',
    );
  });

  it('answer a resolver error with errorType and errorInfo beside the message, data cut to the selection', async () => {
    const answer = await fixture.asUser('{\n  failing(kind: "error") { text }\n}');
    expect(answer.text).toBe(
      '{"data":{"failing":null},"errors":[{"path":["failing"],"data":{"text":"kept"},"errorType":"Broken","errorInfo":{"hint":"h"},"locations":[{"line":2,"column":3,"sourceName":null}],"message":"it broke"}]}',
    );
  });

  it('answer an appended error together with the data', async () => {
    const answer = await fixture.asUser('{ failing(kind: "append") { text } }');
    expect(answer.data).toEqual({ failing: { text: 'data' } });
    expect(answer.errors?.[0]).toMatchObject({
      message: 'a warning',
      errorType: 'Warning',
      errorInfo: { hint: 'h' },
    });
  });

  it('answer util.unauthorized like a directive would', async () => {
    const answer = await fixture.asUser('{ failing(kind: "unauthorized") { text } }');
    expect(answer.errors?.[0]).toMatchObject({
      errorType: 'Unauthorized',
      message: 'Not Authorized to access failing on type Query',
    });
  });

  it('return early past the data source and the response handler', async () => {
    expect((await fixture.asUser('{ failing(kind: "early") { text } }')).data).toEqual({
      failing: { text: 'early' },
    });
  });

  it('tell that the code failed', async () => {
    expect((await fixture.asUser('{ failing(kind: "code") { text } }')).errors?.[0]).toMatchObject({
      errorType: 'Code',
    });
  });

  it('say which field was null and must not be', async () => {
    const answer = await fixture.asUser('{ required }');
    expect(answer.text).toBe(
      `{"data":null,"errors":[{"path":["required"],"locations":null,"message":"Cannot return null for non-nullable type: 'String' within parent 'Query' (/required)"}]}`,
    );
  });

  it('say which value a scalar does not take', async () => {
    const answer = await fixture.asUser('{ scalar }');
    expect(answer.errors?.[0]?.message).toBe(
      "Can't serialize value (/scalar) : Unable to serialize `yesterday` as a valid DateTime Object.",
    );
  });

  it('batch a nested field into one invocation', async () => {
    fixture.lambdaEvents.length = 0;
    const answer = await fixture.asUser('{ boxes { id weight } }');
    expect(answer.data).toEqual({ boxes: [1, 2, 3].map((id) => ({ id: String(id), weight: id * 10 })) });
    expect(fixture.lambdaEvents).toHaveLength(1);
    expect(fixture.lambdaEvents[0]).toHaveLength(3);
  });

  it('see a thrown Lambda error as Lambda:Unhandled in ctx.error', async () => {
    expect((await fixture.asUser('{ answers(number: 2) { count } }')).data).toEqual({
      answers: { count: 4 },
    });
    expect((await fixture.asUser('{ answers(number: -1) { count } }')).errors?.[0]).toMatchObject({
      errorType: 'Lambda:Unhandled',
      message: 'too small',
    });
  });

  it.each([
    [undefined, { trail: ['before', 'first', 'second'], prev: { from: 'second', after: 'first' } }],
    ['skip all', { trail: ['before'], prev: { from: 'before' } }],
    ['first ends', { trail: ['before', 'first'], prev: { from: 'first' } }],
    ['first nexts', { trail: ['before', 'first', 'second'], prev: { from: 'second', after: 'first' } }],
  ])('run the pipeline with early return %s', async (path, expected) => {
    const answer = await fixture.asUser('query ($path: String) { pipeline(path: $path) }', { path });
    expect(JSON.parse(answer.data?.pipeline as string)).toEqual(expected);
  });

  it('see the context that AppSync gives', async () => {
    const answer = await fixture.asUser('query Q { context }', {}, ['courier'], { 'x-agent': 'test' });
    const context = JSON.parse(answer.data?.context as string) as Record<string, Record<string, unknown>>;
    expect(context.identity).toMatchObject({
      sub: 'user-1',
      username: 'name-of-user-1',
      groups: ['courier'],
      defaultAuthStrategy: 'ALLOW',
    });
    expect(context.identity?.claims).toMatchObject({ token_use: 'access' });
    expect(context.info).toMatchObject({ fieldName: 'context', parentTypeName: 'Query', list: [] });
    expect(context).toMatchObject({ env: { TABLE_NAME: 'northwind' }, agent: 'test' });
  });

  it('tell a resolver what was selected, fragments merged in the list', async () => {
    const answer = await fixture.asUser(
      '{ failing(kind: "selection") { text ...more alias: data } } fragment more on Echo { count data }',
    );
    const { text, alias } = answer.data?.failing as { text: string; alias: string };
    expect(text).toBe('text count data alias');
    expect(alias).toContain('...more');
  });

  it('may write to the log', async () => {
    const lines: unknown[] = [];
    const logging = await startFixture({ log: (level, values) => lines.push([level, ...values]) });
    await logging.asUser('{ failing(kind: "log") { text } }');
    await logging.close();
    expect(lines).toEqual([['log', 'seen', { kind: 'log' }]]);
  });

  it('may add headers to the answer', async () => {
    expect((await fixture.asUser('{ failing(kind: "headers") { text } }')).headers.get('x-served-by')).toBe(
      'resolver',
    );
  });

  it('are at most as many and as deep as the API allows', async () => {
    const limited = await startFixture({ resolverCountLimit: 3, queryDepthLimit: 2 });
    const many = await limited.asUser('{ boxes { id weight } }');
    const deep = await limited.asUser('{ boxes { id } __schema { types { fields { name } } } }');
    const allowed = await limited.asUser('{ boxes { id } }');
    await limited.close();
    expect(many.errors).toHaveLength(1);
    expect(many.errors?.[0]).toMatchObject({
      errorType: 'LimitExceededException',
      path: ['boxes', 2, 'weight'],
    });
    expect(deep.errors?.[0]).toMatchObject({ errorType: 'QueryDepthLimitReached' });
    expect(allowed.errors).toBeUndefined();
  });

  it('are taken from the cache by their keys until they are evicted', async () => {
    const cached = await startFixture({ caching: true });
    const ask = (number: number) => cached.asUser(`{ remembered(number: ${number}) { count } }`);
    const forget = (number: number) => cached.asUser(`mutation { forget(number: ${number}) { count } }`);
    expect((await ask(1)).data).toEqual({ remembered: { count: 2 } });
    expect((await ask(1)).data).toEqual({ remembered: { count: 2 } });
    expect((await ask(2)).data).toEqual({ remembered: { count: 4 } });
    expect(cached.lambdaEvents).toHaveLength(2);
    expect(JSON.parse((await forget(1)).text)).toMatchObject({ extensions: { apiCacheEntriesDeleted: 1 } });
    expect(JSON.parse((await forget(1)).text)).toMatchObject({ extensions: { apiCacheEntriesDeleted: 0 } });
    await ask(1);
    expect(cached.lambdaEvents).toHaveLength(3);
    await cached.close();
  });

  it('end with an ExecutionTimeout when they take too long', async () => {
    const slow = await startFixture({
      limits: { executionMs: 20 },
      dataSources: [
        { name: 'none', invoke: () => new Promise(() => undefined) },
        { name: 'lambda', invoke: () => new Promise(() => undefined) },
      ],
    });
    const answer = await slow.asUser('{ echo { text } }');
    await slow.close();
    expect(answer.errors?.[0]?.errorType).toBe('ExecutionTimeout');
  });
});

describe('authorization directives', () => {
  it('open an unmarked field to the default mode only', async () => {
    expect((await fixture.asUser('{ echo(text: "a") { text } }')).data).toEqual({ echo: { text: 'a' } });
    expect((await fixture.asSystem('{ echo(text: "a") { text } }')).errors?.[0]).toMatchObject({
      errorType: 'Unauthorized',
      message: 'Not Authorized to access echo on type Query',
    });
  });

  it('refuse a field byte for byte as AppSync does', async () => {
    const answer = await fixture.asUser('{ managersOnly }', {}, ['courier']);
    expect(answer.text).toBe(
      '{"data":{"managersOnly":null},"errors":[{"path":["managersOnly"],"data":null,"errorType":"Unauthorized","errorInfo":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Not Authorized to access managersOnly on type Query"}]}',
    );
  });

  it('take any one of the named groups', async () => {
    expect((await fixture.asUser('{ managersOnly }', {}, ['courier', 'manager'])).data).toEqual({
      managersOnly: 'for managers',
    });
  });

  it('keep users out of a field for IAM', async () => {
    expect((await fixture.asUser('{ systemOnly }')).errors?.[0]?.errorType).toBe('Unauthorized');
    expect((await fixture.asSystem('{ systemOnly }')).data?.systemOnly).toMatch(/^arn:aws:sts::/);
  });

  it('let a field override its type, on returned objects too', async () => {
    expect((await fixture.asUser('{ echo { secret } }')).errors?.[0]?.message).toBe(
      'Not Authorized to access secret on type Echo',
    );
    expect((await fixture.asUser('{ echo { secret } }', {}, ['manager'])).data).toEqual({
      echo: { secret: 'for managers' },
    });
    expect((await fixture.asSystem('{ either { text secret } }')).errors?.[0]?.message).toBe(
      'Not Authorized to access secret on type Echo',
    );
  });

  it('name the mode to the resolver', async () => {
    expect((await fixture.asUser('{ either { text } }')).data).toEqual({
      either: { text: 'User Pool Authorization' },
    });
    expect((await fixture.asSystem('{ either { text } }')).data).toEqual({
      either: { text: 'IAM Authorization' },
    });
  });
});
