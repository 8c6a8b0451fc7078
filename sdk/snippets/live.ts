import { Northwind } from '@northwind/sdk';
import { MeDocument } from '@northwind/sdk/graphql';
import { cognitoUsers } from '@northwind/sdk/cognito';

const users = cognitoUsers({ userPoolId: 'eu-central-1_Ab1Cd2Ef3', clientId: 'your-app-client' });
let step = await users.signIn('jo@manager.example', 'correct horse battery staple');
if (step.step === 'totp') step = await step.confirm('123456');
if (step.step !== 'signed-in') throw new Error(`Not signed in yet: ${step.step}`);

const northwind = new Northwind({ environment: 'sandbox', auth: step.session });
const { me } = await northwind.graphql.query(MeDocument);
console.log(me.username, me.groups);

// Every event once and in order, across broken sockets; `stream.cursor` is where to go on tomorrow.
const stream = northwind.live.lockerEvents({ lockerId: 'lkr_01K6F0A0000000000000000007' });
for await (const event of stream) console.log(event.sequence, event.type);
