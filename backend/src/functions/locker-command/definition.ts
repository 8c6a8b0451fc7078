import { leadingKey } from '../../data/keys.ts';
import { defineFunction, tableAccess } from '../definition.ts';
import { powertoolsEnvironment } from '../environment.ts';

export const definition = defineFunction({
  name: 'locker-command',
  description: 'Tells a locker over MQTT to open a compartment, once for each client mutation id.',
  memorySize: 1024,
  timeout: 10,
  latencyCritical: true,
  triggers: [{ kind: 'appsync' }],
  environment: {
    ...powertoolsEnvironment('locker-command'),
    TABLE_NAME: { from: 'table' },
    // Each account has an endpoint of its own ("AWS IoT Core - data plane endpoints"); the AWS SDK reads this variable.
    AWS_ENDPOINT_URL_IOT_DATA_PLANE: { from: 'iot-data-endpoint' },
  },
  access: [
    tableAccess(['dynamodb:GetItem', 'dynamodb:PutItem'], [leadingKey('courier')]),
    { kind: 'device-topic', actions: ['iot:Publish'], topics: ['northwind/lockers/*/commands'] },
  ],
});
