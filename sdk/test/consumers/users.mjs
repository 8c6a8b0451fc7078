import { Northwind } from '@northwind/sdk';
import { cognitoUsers, isSignInError } from '@northwind/sdk/cognito';
import { MeDocument, OnDeliveryUpdatedDocument } from '@northwind/sdk/graphql';
import { WebSocket, WebSocketServer } from 'ws';
import { pushServer, usersTour } from './users-tour.cjs';

const live = await pushServer({ WebSocket, WebSocketServer });
const entries = { Northwind, cognitoUsers, isSignInError, MeDocument, OnDeliveryUpdatedDocument };
console.log(JSON.stringify(await usersTour({ ...entries, live })));
live.close();
