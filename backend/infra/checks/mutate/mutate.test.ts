import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { equivalents, isEquivalent } from './equivalent.ts';
import { parseHcl } from './hcl.ts';
import { mutantsOf } from './mutants.ts';

const infra = path.resolve(import.meta.dirname, '../..');

const source = `
# resource "commented" "out" {}
resource "aws_sqs_queue" "main" {
  name    = "northwind-\${var.environment}-\${title("a}b")}" # }
  fifo    = true
  retries = 3
  policy  = <<-EOT
    { not: "a block }
  EOT
  actions = [
    "sqs:SendMessage", # the first
    "sqs:ReceiveMessage",
  ]

  dynamic "redrive" {
    for_each = [true]
    content {
      target = module.queue["x"].dead_letter.arn
    }
  }
}
`;

describe('The parser', () => {
  it('finds blocks and arguments behind strings, templates, heredocs and comments', () => {
    const [block] = parseHcl(source).blocks;
    expect(block?.labels).toEqual(['aws_sqs_queue', 'main']);
    expect(block?.body.arguments.map(({ name }) => name)).toEqual([
      'name',
      'fifo',
      'retries',
      'policy',
      'actions',
    ]);
    expect(block?.body.blocks[0]?.body.blocks[0]?.body.arguments[0]?.value.text).toBe(
      'module.queue["x"].dead_letter.arn',
    );
  });

  it('reads every file of the stack', () => {
    const files = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /[.](tf|hcl)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(50);
    for (const file of files)
      expect(() => parseHcl(readFileSync(path.join(infra, file), 'utf8')), file).not.toThrow();
  });

  it.each(['resource "a" "b" {', 'name = "open', 'a = 1 }'])('refuses %s', (text) => {
    expect(() => parseHcl(text)).toThrow();
  });
});

describe('The mutants', () => {
  const mutants = mutantsOf('app/queues.tf', source);

  it('remove, turn round, multiply, rename, shorten lists and mix up references', () => {
    expect(mutants.map(({ what }) => what)).toEqual([
      'it is removed',
      'name is removed',
      'fifo is removed',
      'fifo is turned round',
      'retries is removed',
      'retries is ten times as much',
      'policy is removed',
      'actions is removed',
      'actions lacks its element 1',
      'actions lacks its element 2',
      'redrive is removed',
      'redrive.for_each is removed',
      'redrive.target is removed',
      'redrive.target is the queue itself',
    ]);
  });

  it('are each still HCL, and none is what it was', () => {
    for (const { what, mutated } of mutants) {
      expect(() => parseHcl(mutated), what).not.toThrow();
      expect(mutated, what).not.toBe(source);
    }
  });

  it('that need not be seen have a reason', () => {
    for (const { reason } of equivalents) expect(reason).toMatch(/\w{3,}.*\.$/);
    expect(mutants.filter(isEquivalent)).toEqual([]);
  });
});
