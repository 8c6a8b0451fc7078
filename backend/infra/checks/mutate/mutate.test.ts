import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resources } from '../plan.ts';
import { equivalents, isEquivalent } from './equivalent.ts';
import { parseHcl } from './hcl.ts';
import { mutantsOf, mutate } from './mutants.ts';
import { batches, isPlannedAlike, readFolder, scopeIn, splice } from './scope.ts';

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
    for (const mutant of mutants) {
      const { what } = mutant;
      const mutated = mutate(source, [mutant]);
      expect(() => parseHcl(mutated), what).not.toThrow();
      expect(mutated, what).not.toBe(source);
    }
  });

  it('that need not be seen have a reason', () => {
    for (const { reason } of equivalents) expect(reason).toMatch(/\w{3,}.*\.$/);
    expect(mutants.filter(isEquivalent)).toEqual([]);
  });
});

describe('The scope of a mutant', () => {
  const layer = readFolder([
    'resource "aws_a" "one" { x = 1 }',
    'locals { name = "${aws_a.one.id}-x" }',
    'resource "aws_b" "two" { name = local.name }',
    'resource "aws_c" "three" {}',
    'module "jobs" { source = "../modules/queue" }',
    'resource "aws_d" "four" { arn = module.jobs.arn }',
  ]);
  const modules = new Map([
    [
      'queue',
      readFolder([
        'resource "aws_q" "main" {}',
        'resource "aws_q" "dead" {}',
        'output "arn" { value = aws_q.main.arn }',
      ]),
    ],
  ]);
  const scope = (block: string, module?: string) => scopeIn(layer, modules, { block, module });

  it('is the block, what refers to it through locals, and what a module gives', () => {
    expect([...scope('aws_a.one')]).toEqual(['aws_a.one', 'local.name', 'aws_b.two']);
    expect([...scope('aws_c.three')]).toEqual(['aws_c.three']);
    expect([...scope('aws_q.main', 'queue')]).toEqual(['queue/aws_q.main', 'queue/output.arn', 'aws_d.four']);
    expect([...scope('aws_q.dead', 'queue')]).toEqual(['queue/aws_q.dead']);
  });

  it('keeps mutants apart that could change the same', () => {
    const items = ['aws_a.one', 'aws_b.two', 'aws_c.three'].map((block) => ({ block, scope: scope(block) }));
    expect(batches(items, 10).map((batch) => batch.map(({ block }) => block))).toEqual([
      ['aws_a.one', 'aws_c.three'],
      ['aws_b.two'],
    ]);
    expect(batches(items, 1)).toHaveLength(3);
  });

  it('is all that is taken from the plan of the batch', () => {
    const plan = (x: number) => {
      const resource = (type: string, name: string) =>
        ({ address: `${type}.${name}`, mode: 'managed', type, name, values: { x } }) as const;
      return {
        resource_changes: [],
        planned_values: {
          root_module: {
            resources: [resource('aws_a', 'one'), resource('aws_c', 'three')],
            child_modules: [
              {
                address: 'module.jobs["a"]',
                resources: [resource('aws_q', 'main'), resource('aws_q', 'dead')],
              },
            ],
          },
        },
      };
    };
    const values = (block: string, module?: string) =>
      resources(splice(plan(1), plan(2), layer, scope(block, module))).map(
        ({ address, values: { x } }) => `${address} ${String(x)}`,
      );
    expect(values('aws_c.three').toSorted()).toEqual([
      'aws_a.one 1',
      'aws_c.three 2',
      'aws_q.dead 1',
      'aws_q.main 1',
    ]);
    expect(values('aws_q.main', 'queue').toSorted()).toEqual([
      'aws_a.one 1',
      'aws_c.three 1',
      'aws_q.dead 1',
      'aws_q.main 2',
    ]);
    expect(values('module.jobs').toSorted()).toEqual([
      'aws_a.one 1',
      'aws_c.three 1',
      'aws_q.dead 2',
      'aws_q.main 2',
    ]);
  });
});

describe('Two plans', () => {
  const planOf = (...names: readonly string[]) => ({
    planned_values: {
      root_module: {
        resources: names.map((name) => ({
          ...{ address: `aws_sqs_queue.${name}`, mode: 'managed' as const, type: 'aws_sqs_queue', name },
          values: { name: name.toLowerCase() },
        })),
      },
    },
    resource_changes: [],
  });

  it('are alike in whatever order their resources are, and not with other values or others besides', () => {
    expect(isPlannedAlike(planOf('a', 'b'), planOf('b', 'a'))).toBe(true);
    expect(isPlannedAlike(planOf('a'), planOf('A'))).toBe(false);
    expect(isPlannedAlike(planOf('a', 'b'), planOf('a'))).toBe(false);
  });
});
