/** Where a locker's controller publishes and what it may subscribe to: what Terraform says in the devices' IoT policy. */
import { channels } from '../../../src/generated/events/channels.ts';

const topicOf = (template: string, lockerId: string): string => template.replace('{lockerId}', lockerId);

/** The one topic a device may publish to. */
export const eventsTopic = (lockerId: string): string => topicOf(channels.deviceMessage.mqttTopic, lockerId);

/** The one topic a device may subscribe to. */
export const commandsTopic = (lockerId: string): string =>
  topicOf(channels.deviceCommand.mqttTopic, lockerId);
