const { Northwind, clientCredentials, isNotFoundError } = require('@northwind/sdk');
const { tour } = require('./tour.cjs');

tour({ Northwind, clientCredentials, isNotFoundError }).then((result) => console.log(JSON.stringify(result)));
