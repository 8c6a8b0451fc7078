/** What the diagram shows, read out of the plans: boxes with what they hold, and arrows with what they carry. */
import { ofType, text } from '../plan.ts';
import type { Plan } from '../plan.ts';
import type { Stack } from '../rule.ts';
import { actorArrows, dataArrows, doorArrows, messageArrows, streamArrows } from './arrows.ts';
import {
  actors,
  dataBoxes,
  doorBoxes,
  edgeBoxes,
  functionBoxes,
  governanceBox,
  identityBoxes,
  messageBoxes,
  operationsBox,
} from './boxes.ts';
import { functionOf, plural } from './shared.ts';
import type { Arrow, Box } from './shared.ts';

/** Boxes of one column, top to bottom. */
export interface Column {
  readonly title: string;
  readonly boxes: readonly Box[];
}

export interface Model {
  readonly environment: string;
  readonly primary: string;
  readonly secondary: string;
  readonly columns: readonly Column[];
  readonly arrows: readonly Arrow[];
  readonly below: readonly Box[];
  readonly standby: readonly string[];
}

export function readModel(stack: Stack): Model {
  const regions = [...stack.keys()].flatMap((step) => (step.startsWith('app ') ? [step.slice(4)] : []));
  const [primary = '', secondary = ''] = regions;
  const plan = (step: string): Plan => {
    const applied = stack.get(step);
    if (applied === undefined) throw new Error(`The diagram needs the plan of ${step}.`);
    return applied.settled;
  };
  const [edge, identity, data, app, operations, governance] = [
    'network-edge',
    'identity',
    'data',
    `app ${primary}`,
    `operations ${primary}`,
    'governance',
  ].map(plan) as [Plan, Plan, Plan, Plan, Plan, Plan];
  const table = ofType(data, 'aws_dynamodb_table')[0];
  const prefix = text(table?.values ?? {}, 'name')
    .split('-')
    .slice(0, 2)
    .join('-');
  const short = (name: string): string => name.replace(`${prefix}-`, '').replace(/\.fifo$/, '');

  const functions = functionBoxes(app, short);
  const triggered = new Set(
    ofType(app, 'aws_lambda_event_source_mapping').map(
      ({ values }) => `function ${short(functionOf(text(values, 'function_name')))}`,
    ),
  );
  const arrows = [
    ...doorArrows(app, short),
    ...messageArrows(app, short),
    ...streamArrows(app, short),
    ...dataArrows(app, triggered, short),
  ];
  return {
    environment: prefix.split('-')[1] ?? '',
    primary,
    secondary,
    columns: [
      { title: '', boxes: actors },
      { title: 'Edge and identity', boxes: [...edgeBoxes(edge), ...identityBoxes(identity)] },
      { title: 'Doors', boxes: doorBoxes(app) },
      {
        title: 'Functions that answer',
        boxes: byCaller(
          functions.filter(({ id }) => !triggered.has(id)),
          arrows,
        ),
      },
      { title: 'Queues and bus', boxes: byFlow(messageBoxes(app, short), arrows) },
      { title: 'Functions that follow', boxes: functions.filter(({ id }) => triggered.has(id)) },
      { title: 'Data', boxes: dataBoxes(data, app, primary, short) },
    ],
    arrows: [...actorArrows, ...arrows].filter(unique),
    below: [operationsBox(operations), governanceBox(governance)],
    standby: [
      `The same ${plural(ofType(plan(`app ${secondary}`), 'aws_lambda_function').length, 'function')}, doors, queues and alarms`,
      'Table and buckets replicate both ways',
      `REST follows the health checks of ${plural(ofType(edge, 'aws_route53_health_check').length, 'door')}`,
      'GraphQL follows REST; sign-in stays with the primary',
    ],
  };
}

/** The REST door's first, then AppSync's, then the user pool's: the order of the column before, so arrows cross less. */
function byCaller(functions: readonly Box[], arrows: readonly Arrow[]): readonly Box[] {
  const callers = ['rest', 'graphql', 'user pool'];
  const rank = ({ id }: Box) =>
    Math.min(...arrows.filter(({ to }) => to === id).map(({ from }) => callers.indexOf(from)));
  return [...functions].sort((one, other) => rank(one) - rank(other));
}

/** What functions fill, then what devices feed, the bus and what it feeds, then the queues for failures: as the doors are ordered. */
function byFlow(messages: readonly Box[], arrows: readonly Arrow[]): readonly Box[] {
  const rank = ({ id }: Box): number => {
    const feeds = arrows.filter(({ to }) => to === id).map(({ from }) => from);
    if (feeds.includes('iot')) return 1;
    if (id === 'bus') return 2;
    if (feeds.includes('bus')) return 3;
    return arrows.some(({ from }) => from === id) ? 0 : 4;
  };
  return [...messages].sort((one, other) => rank(one) - rank(other));
}

const unique = (arrow: Arrow, index: number, list: readonly Arrow[]): boolean =>
  list.findIndex(({ from, to }) => from === arrow.from && to === arrow.to) === index;
