import type { Power } from '../support/power.ts';
import { reservePort, type Port, type ReservedPort } from '../support/ports.ts';

/** The services that listen, by the names that messages give them, in the order of their ports. */
const services = {
  rest: 'REST API',
  cognito: 'Cognito user pool',
  dynamodb: 'DynamoDB',
  s3: 'S3',
  sqs: 'SQS',
  graphql: 'GraphQL',
  mqtt: 'MQTT',
  sns: 'SNS',
  control: 'control',
} as const;

export interface Ports extends Readonly<Record<keyof typeof services, Port>> {
  /** Gives back the ports that no service has taken over. */
  close(): Promise<void>;
}

const names = Object.keys(services) as (keyof typeof services)[];

/** The last port may be this far after the first. */
export const portsAfterFirst = (control: boolean): number => names.length - (control ? 1 : 2);

/**
 * Takes the sandbox's ports before anything is started on them: who finds one taken leaves nothing behind, and nobody takes one while
 * the sandbox starts.
 *
 * @param first 0: any free ports.
 * @param options.control whether the control listens too.
 * @param options.power what can go off for all of them at once.
 * @throws PortInUseError for the first that is taken.
 */
export async function reservePorts(
  first: number,
  { control, power }: { readonly control: boolean; readonly power?: Power },
): Promise<Ports> {
  const reserved: ReservedPort[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(reserved.map((port) => port.release()));
  };
  try {
    for (const [offset, name] of names.entries()) {
      if (name === 'control' && !control) continue;
      reserved.push(await reservePort(services[name], first === 0 ? 0 : first + offset, power));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const ports = Object.fromEntries(names.map((name, index) => [name, reserved[index]]));
  return { ...(ports as Record<keyof typeof services, ReservedPort>), close };
}
