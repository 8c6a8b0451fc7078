// The answering side of the CPU measurement, in a process of its own so that its work is not counted. Prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const lines = Array.from({ length: 5 }, (_, index) => ({
  position: index + 1,
  description: 'Medium compartment, one month',
  quantity: 10,
  unitAmount: 2799,
  taxRateBps: 1900,
  amount: 27990,
  tax: 5318,
}));
const body = JSON.stringify({
  id: 'inv_01KAJ8Q0000000000000000001',
  object: 'invoice',
  status: 'open',
  total: 33308,
  lines,
});
const headers = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'x-request-id': 'req_1',
};

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(body));
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
