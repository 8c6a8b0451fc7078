/** The commonest mistakes in an event's schema, and what its author is told. */
import { describe, expect, it } from 'vitest';
import { changed, expectPlaces, messageOf, readText } from '../../../test/message-of.ts';
import { eventsFolder, parseEventSchema } from './read.ts';

const file = 'device-command.schema.json';
const place = `${eventsFolder}/${file}`;
const text = await readText(place);
const id = '"type": "string", "minLength": 8, "maxLength": 64';

const told = (from: string | RegExp, to: string): string => {
  const schema = changed(text, from, to);
  return messageOf(() => parseEventSchema(file, schema, [file]));
};

it('as it is, is taken', () => {
  expect(messageOf(() => parseEventSchema(file, text, [file]))).toBe('accepted');
});

describe('no JSON, told once and where it begins', () => {
  it.each([
    [
      'a missing comma',
      '"DeviceCommand",',
      '"DeviceCommand"',
      'Missing , between flow map items; add the comma',
    ],
    [
      'a comma too many',
      '"format": "date-time"\n',
      '"format": "date-time",\n',
      'no comma before a closing bracket',
    ],
    [
      'single quotes',
      '"DeviceCommand"',
      "'DeviceCommand'",
      "'DeviceComma; names and texts stand in double quotes",
    ],
    ['a name without quotes', '"title":', 'title:', 'title: "Devi; names and texts stand in double quotes'],
    ['a comment', '"title"', '// of the service\n  "title"', '// of the se; names and texts'],
    [
      'half a file',
      /"required"[\s\S]*$/,
      '"required": ["comm',
      '"comm; names and texts stand in double quotes',
    ],
    [
      'brackets that stay open',
      /"expiresAt": \{[\s\S]*$/,
      '"expiresAt": {',
      'sufficiently indented and end with a }',
    ],
    [
      'a name twice',
      '"title":',
      '"title": "Door",\n  "title":',
      'Map keys must be unique; leave one of the two',
    ],
  ])('%s', (_, from, to, message) => {
    const [first = '', ...more] = told(from, to).split('\n');
    expect(first).toContain(message);
    expectPlaces(first, place);
    expect(more).toEqual([]);
  });
});

describe('an event is refused with', () => {
  it.each([
    ['nothing in the file', /^[\s\S]*$/, '', 'is no JSON Schema; write an object'],
    ['a list', /^[\s\S]*$/, '[]', 'is no JSON Schema; write an object'],
    ['no $id', /  "\$id".*\n/, '', `$id must be the file's own name, "${file}"`],
    [
      'another draft',
      'draft-07/schema#',
      'draft/2020-12/schema',
      '$schema must be "http://json-schema.org/draft-07',
    ],
    ['no description', /  "description": "What.*\n/, '', 'has no description; say who sends it'],
    ['a title that is no name', '"DeviceCommand"', '"device command"', 'title must be a PascalCase name'],
    ['a title of TypeScript', '"DeviceCommand"', '"Record"', 'Record is taken in TypeScript'],
    [
      'no topic',
      /  "x-mqtt-topic".*\n/,
      '',
      'says not how it travels; add x-mqtt-topic, or x-eventbridge-source',
    ],
    ['a misspelt topic', 'x-mqtt-topic', 'x-mqt-topic', 'the keyword x-mqt-topic is not supported here; use'],
    ['a topic that is a number', /"x-mqtt-topic": ".*"/, '"x-mqtt-topic": 5', 'x-mqtt-topic must be a text'],
    [
      "another's topic",
      '/{lockerId}/commands",\n  "type"',
      '/commands",\n  "type"',
      'a device may use its own topics only',
    ],
    [
      'half of an address on the bus',
      '"x-mqtt-topic": "northwind/lockers/{lockerId}/commands"',
      '"x-eventbridge-source": "northwind"',
      'says not how it travels',
    ],
    [
      'an unknown keyword',
      '"pattern"',
      '"patern"',
      'the keyword patern is not supported here; use $ref, title',
    ],
    [
      'two types',
      '"type": "string", "minLength"',
      '"type": ["string"], "minLength"',
      'type ["string"] is not supported',
    ],
    [
      'a misspelt type',
      '"type": "string", "minLength"',
      '"type": "sting", "minLength"',
      'type "sting" is not supported; use',
    ],
    ['a property without a type', id, '"description": "x"', 'has no type; say one of object'],
    ['a property that is null', `{ ${id} }`, 'null', 'is no schema; write an object with a type'],
    ['a pattern that is none', 'TV-Z]{26}', 'TV-Z{26}', 'is no regular expression; look for a bracket'],
    [
      'a reference to nowhere',
      id,
      '"$ref": "#/definitions/Id"',
      '$ref "#/definitions/Id" leads nowhere; name',
    ],
    [
      'a reference to no file',
      id,
      '"$ref": "door.schema.json"',
      '$ref "door.schema.json" leads nowhere; name',
    ],
    [
      'words beside a reference',
      id,
      '"$ref": "#", "description": "x"',
      '"description" beside $ref is ignored by draft 7',
    ],
    [
      'an unknown format',
      '"format": "date-time"',
      '"format": "datetime"',
      'format "datetime" is unknown; use a pattern',
    ],
    [
      'a required property that is none',
      '["commandId"',
      '["comandId"',
      'requires "comandId", which is no property of it; check',
    ],
    [
      'required that is no list',
      /"required": \[.*\]/,
      '"required": true',
      'required is true; it must be a list of names',
    ],
    ['a bound in quotes', id, '"type": "integer", "minimum": "1"', 'minimum is "1"; it must be a number'],
    [
      'bounds that nothing is between',
      '"minLength": 8',
      '"minLength": 80',
      'minLength 80 is above maxLength 64',
    ],
    [
      'a length of a number',
      id,
      '"type": "integer", "minLength": 8',
      'minLength says nothing about type integer',
    ],
    [
      'a number in an enum',
      id,
      '"type": "string", "enum": [1]',
      'enum and const list texts only; for numbers say',
    ],
    [
      'an empty enum',
      id,
      '"type": "string", "enum": []',
      'enum is []; it must be a list with something in it',
    ],
    ['a choice that is no list', id, '"oneOf": {}', 'oneOf is {}; it must be a list'],
    [
      'a definition that is itself',
      '  "properties"',
      '  "definitions": { "Id": { "$ref": "#/definitions/Id" } },\n  "properties"',
      'Id contains itself without an object between: no message fits',
    ],
    [
      'a definition that is no name',
      '  "properties"',
      '  "definitions": { "locker-id": { "type": "string" } },\n  "properties"',
      'the definition "locker-id" must have a PascalCase name',
    ],
  ])('%s', (_, from, to, message) => {
    const said = told(from, to);
    expect(said).toContain(message);
    expectPlaces(said, place);
  });
});
