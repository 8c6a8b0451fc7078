import { describe, expect, it } from 'vitest';
import { summarize } from './hop-report.ts';
import { formatTable } from './table.ts';

const hop = (name: string, detail: string, milliseconds: number) => ({ hop: name, detail, milliseconds });

describe('the hop report', () => {
  it('groups equal hops, keeps the order of their first appearance, and takes the median', () => {
    const rows = summarize([
      hop('cognito', 'client_credentials', 3),
      hop('dynamodb', 'Query gsi1', 1),
      hop('dynamodb', 'Query gsi1', 9),
      hop('dynamodb', 'Query gsi1', 2),
      hop('dynamodb', 'GetItem', 4),
    ]);
    expect(rows).toEqual([
      { hop: 'cognito', what: 'client_credentials', times: 1, 'median ms': 3 },
      { hop: 'dynamodb', what: 'Query gsi1', times: 3, 'median ms': 2 },
      { hop: 'dynamodb', what: 'GetItem', times: 1, 'median ms': 4 },
    ]);
  });

  it('takes the mean of the middle two of an even number', () => {
    expect(summarize([hop('s3', 'GET', 1), hop('s3', 'GET', 2)])[0]?.['median ms']).toBe(1.5);
  });

  it('lines its columns up', () => {
    expect(formatTable([{ hop: 's3', what: 'GET', times: 12, 'median ms': 1.5 }])).toBe(
      ['  hop  what  times  median ms', '  s3   GET      12        1.5'].join('\n'),
    );
  });
});
