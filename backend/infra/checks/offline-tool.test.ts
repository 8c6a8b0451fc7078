import { describe, expect, it } from 'vitest';
import { trimSchema } from './offline-tool.ts';

describe('the trimmed schema', () => {
  it('has what the configuration names, shared blocks included, and nothing else', () => {
    const schema = {
      resources: {
        aws_used: { blocks: { kept: { block: 'shared' }, unused: { block: {} } } },
        aws_unused: {},
      },
      data: { aws_read: {} },
      shared: { shared: { blocks: { kept: { block: 'shared' }, unused: { block: 'shared' } } } },
    };
    trimSchema(schema, new Set(['aws_used', 'aws_read', 'kept']));
    expect(schema).toEqual({
      resources: { aws_used: { blocks: { kept: { block: 'shared' } } } },
      data: { aws_read: {} },
      shared: { shared: { blocks: { kept: { block: 'shared' } } } },
    });
  });
});
