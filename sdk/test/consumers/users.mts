import { Northwind, isGraphQLRequestError, type LockerEvent } from '@northwind/sdk';
import { cognitoUsers, type SignInStep } from '@northwind/sdk/cognito';
import {
  GetLockerDocument,
  MeDocument,
  OnLockerEventDocument,
  type GetLockerQuery,
} from '@northwind/sdk/graphql';

const step: SignInStep = await cognitoUsers({ userPoolId: 'eu-central-1_A', clientId: 'app' }).signIn(
  'jo',
  'x',
);
if (step.step !== 'signed-in') throw new Error(step.step);
const northwind = new Northwind({ environment: 'sandbox', auth: step.session });
const { me } = await northwind.graphql.query(MeDocument);
const locker: GetLockerQuery['getLocker'] = (
  await northwind.graphql.query(GetLockerDocument, { lockerId: 'lkr_1' })
).getLocker;
const sequence: number = locker.sequence;
for await (const { onLockerEvent } of northwind.graphql.subscribe(OnLockerEventDocument, {
  lockerId: 'lkr_1',
}))
  console.log(me.username satisfies string, onLockerEvent?.type);
const show = (event: LockerEvent): number => event.sequence;
for await (const event of northwind.live.lockerEvents({ lockerId: 'lkr_1', after: sequence })) show(event);
// @ts-expect-error: the document has no such variable
await northwind.graphql.query(GetLockerDocument, { locker: 'lkr_1' }).catch(isGraphQLRequestError);
// @ts-expect-error: the document needs variables
await northwind.graphql.query(GetLockerDocument);
// @ts-expect-error: no such field
console.log(me.password);
