import { Northwind } from '@northwind/sdk';
import { cognitoUsers } from '@northwind/sdk/cognito';
import { GetLockerDocument } from '@northwind/sdk/graphql';

const setting = (name: string): string => process.env[`NORTHWIND_${name}`] ?? '';

const users = cognitoUsers({
  userPoolId: setting('USER_POOL_ID'),
  clientId: setting('WEB_CLIENT_ID'),
  endpoint: setting('COGNITO_URL'),
});
const step = await users.signIn(setting('MANAGER_USERNAME'), setting('MANAGER_PASSWORD'));
if (step.step !== 'signed-in') throw new Error(`There is another step: ${step.step}`);

const northwind = Northwind.fromEnv({ auth: step.session });
const lockerId = setting('LOCKER_ID');
const { getLocker } = await northwind.graphql.query(GetLockerDocument, { lockerId });
console.log(getLocker.name, getLocker.compartments.length, 'compartments');

console.log('Following', lockerId);
for await (const event of northwind.live.lockerEvents({ lockerId, after: getLocker.sequence })) {
  console.log(event.sequence, event.type, event.compartmentId);
}
