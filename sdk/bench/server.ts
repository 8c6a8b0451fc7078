// The answering side of the CPU measurement, in a process of its own so that its work is not counted. Prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, headers } from './answer.ts';

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(answer));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
