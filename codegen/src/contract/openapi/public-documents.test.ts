/** Documents that were written for others. */
import { expect, it } from 'vitest';
import { shortened } from '../../command.ts';
import { messageOf } from '../../../test/message-of.ts';
import { parseContract } from './read.ts';

/** As public documents are: for other generators, with what this one does not know. */
const petShop = `openapi: 3.0.3
info: { title: Pet shop, version: 1.0.0 }
servers: [{ url: 'https://pets.example/v2' }]
paths:
  /pets:
    get:
      operationId: pets.list
      parameters:
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: session, in: cookie, schema: { type: string } }
      responses:
        '200': { description: Pets., content: { application/xml: { schema: { type: array, items: { $ref: '#/components/schemas/Pet' } } } } }
        default: { description: Something else. }
    post:
      requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
      responses: { '201': { description: Made., headers: { X-Next: { schema: { type: string } } } } }
  /pets/{pet-id}:
    $ref: './pet.yaml'
components:
  securitySchemes: { key: { type: apiKey, in: query, name: key } }
  schemas:
    Pet:
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { type: object }]
      discriminator: { propertyName: kind }
    Cat: { type: object, properties: { lives: {} } }
`;

it('a document made for other generators is refused at each of its places, and none is a crash', () => {
  const lines = messageOf(() => parseContract(petShop)).split('\n');
  expect(lines.filter((line) => !/^schema\/openapi\.yaml:\d+:\d+ \S/.test(line))).toEqual([]);
  const told = new Set(lines.map((line) => Number(line.split(':')[1])));
  const places = [
    'pets.list',
    'name: tags',
    'in: cookie',
    'application/xml',
    'default:',
    'multipart',
    './pet',
    'oneOf',
  ];
  const lineOf = (text: string): number => petShop.split('\n').findIndex((line) => line.includes(text)) + 1;
  expect(places.filter((text) => !told.has(lineOf(text)))).toEqual([]);
});

it('of thousands of findings the first fifty are shown, and how many there are more', () => {
  const findings = Array.from({ length: 7_850 }, (_, index) => `schema/openapi.yaml:${index + 1}:1 wrong`);
  expect(shortened(findings)).toHaveLength(51);
  expect(shortened(findings).at(-1)).toBe('… and 7,800 more.');
  expect(shortened(findings.slice(0, 50))).toEqual(findings.slice(0, 50));
});
