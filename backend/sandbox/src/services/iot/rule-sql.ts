/**
 * The part of AWS IoT's SQL that the rules of the backend use ("AWS IoT SQL reference"):
 *
 *     SELECT *, attribute AS name, topic() AS name, topic(n) AS name, timestamp() AS name FROM 'topic/+/filter'
 *     WHERE isUndefined(attribute) AND isUndefined(attribute)
 *
 * Anything else is refused when the rule is made, as AWS refuses what it cannot parse (`SqlParseException`).
 */
import { matchesTopicFilter } from './topic-filter.ts';

export interface IncomingMessage {
  readonly topic: string;
  readonly payload: Buffer;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export interface CompiledRule {
  matches(topic: string): boolean;
  /**
   * What the rule's actions get; undefined when the WHERE clause does not let the message through.
   * @throws RulePayloadError when the payload is no JSON object: AWS then runs neither the actions nor the error action, and logs it
   */
  select(message: IncomingMessage): Record<string, unknown> | undefined;
}

export class SqlParseError extends Error {
  override readonly name = 'SqlParseError';
}

export class RulePayloadError extends Error {
  override readonly name = 'RulePayloadError';
}

type Payload = Readonly<Record<string, unknown>>;
/** Adds to the result what one item of the SELECT clause says. */
type Selection = (result: Record<string, unknown>, message: IncomingMessage, payload: Payload) => void;

const statement =
  /^\s*SELECT\s+(?<items>.+?)\s+FROM\s+'(?<filter>[^']+)'(?:\s+WHERE\s+(?<conditions>.+?))?\s*$/is;
const condition = /^isUndefined\((?<attribute>\w+)\)$/i;
const item =
  /^(?:(?<all>\*)|(?:(?<call>topic|timestamp)\((?<argument>\d*)\)|(?<attribute>\w+))(?:\s+AS\s+(?<name>\w+))?)$/i;

/** @throws SqlParseError */
export function compileRule(sql: string): CompiledRule {
  const { items, filter, conditions } = statement.exec(sql)?.groups ?? {};
  if (items === undefined || filter === undefined) throw new SqlParseError(`Not understood: ${sql}`);
  const selections = items.split(',').map((text) => compileItem(text.trim()));
  const absent = conditions === undefined ? [] : conditions.split(/\s+AND\s+/i).map(compileCondition);
  return {
    matches: (topic) => matchesTopicFilter(filter, topic),
    select(message) {
      const payload = parsePayload(message.payload);
      if (absent.some((attribute) => payload[attribute] !== undefined)) return undefined;
      const result: Record<string, unknown> = {};
      for (const select of selections) select(result, message, payload);
      return result;
    },
  };
}

/** The attribute that must not be there. */
function compileCondition(text: string): string {
  const attribute = condition.exec(text)?.groups?.['attribute'];
  if (attribute === undefined) throw new SqlParseError(`WHERE ${text} is not understood.`);
  return attribute;
}

function compileItem(text: string): Selection {
  const groups = item.exec(text)?.groups;
  if (!groups) throw new SqlParseError(`SELECT ${text} is not understood.`);
  const { all, call, argument, attribute = '', name } = groups;
  if (all) return (result, _message, payload) => Object.assign(result, payload);
  if (!call) return (result, _message, payload) => put(result, name ?? attribute, payload[attribute]);
  if (name === undefined) throw new SqlParseError(`SELECT ${text} needs AS.`);
  if (call.toLowerCase() === 'timestamp') {
    return (result, { timestamp }) => put(result, name, timestamp);
  }
  // Levels count from 1; without a number it is the whole topic.
  return argument === ''
    ? (result, { topic }) => put(result, name, topic)
    : (result, { topic }) => put(result, name, topic.split('/')[Number(argument) - 1]);
}

/** AWS leaves out what is Undefined, instead of writing null. */
function put(result: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) result[name] = value;
}

function parsePayload(payload: Buffer): Payload {
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    throw new RulePayloadError('The payload is no JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RulePayloadError('The payload is no JSON object.');
  }
  return value as Payload;
}
