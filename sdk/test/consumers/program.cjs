const { Northwind, isNotFoundError } = require('@northwind/sdk');
const { tour } = require('./tour.cjs');

tour({ Northwind, isNotFoundError }).then((result) => console.log(JSON.stringify(result)));
