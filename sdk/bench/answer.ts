// What every measurement is answered with: an invoice of five lines, as JSON.
const lines = Array.from({ length: 5 }, (_, index) => ({
  position: index + 1,
  description: 'Medium compartment, one month',
  quantity: 10,
  unitAmount: 2799,
  taxRateBps: 1900,
  amount: 27990,
  tax: 5318,
}));

export const answer = JSON.stringify({
  id: 'inv_01KAJ8Q0000000000000000001',
  object: 'invoice',
  status: 'open',
  total: 33308,
  lines,
});

export const headers = {
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(answer)),
  'x-request-id': 'req_1',
};
