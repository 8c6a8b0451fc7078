// Samples from CommonJS.
const { delivery, problem } = require('@northwind/sdk/testing');

console.log(
  JSON.stringify({
    status: delivery({ status: 'cancelled' }).status,
    code: problem({ code: 'not_found' }).status,
  }),
);
