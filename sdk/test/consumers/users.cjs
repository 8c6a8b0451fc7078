const { WebSocket, WebSocketServer } = require('ws');
const { pushServer, usersTour } = require('./users-tour.cjs');

const entries = {
  ...require('@northwind/sdk'),
  ...require('@northwind/sdk/cognito'),
  ...require('@northwind/sdk/graphql'),
};
pushServer({ WebSocket, WebSocketServer }).then(async (live) => {
  console.log(JSON.stringify(await usersTour({ ...entries, live })));
  live.close();
});
