/**
 * A self-signed certificate for the loopback address, made at start: amplify-js opens its socket with wss:// whatever the API's
 * own scheme is. The encoding is DER as RFC 5280 lays it out, just as far as this one certificate goes.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  /** PEM; what a client has to trust, for Node by NODE_EXTRA_CA_CERTS. */
  readonly cert: string;
  /** PEM; never leaves the process. */
  readonly key: string;
}

const objectIds = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  basicConstraints: '551d13',
  subjectAltName: '551d11',
} as const;

const oneDayMs = 24 * 60 * 60 * 1000;

/** @param validDays default 397, the longest that clients accept of anyone */
export function loopbackCertificate(now = Date.now(), validDays = 397): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(objectId(objectIds.ecdsaWithSha256));
  const name = sequence(
    set(sequence(objectId(objectIds.commonName), tlv(0x0c, Buffer.from('Northwind sandbox')))),
  );
  const certificate = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    sequence(time(now - oneDayMs), time(now + validDays * oneDayMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(
      0xa3,
      sequence(
        extension(objectIds.basicConstraints, sequence(tlv(0x01, Buffer.from([0xff])))),
        alternativeNames(),
      ),
    ),
  );
  const signature = sign('sha256', certificate, privateKey);
  const der = sequence(certificate, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const base64 = der.toString('base64').replace(/(.{64})/g, '$1\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

function alternativeNames(): Buffer {
  const dnsName = tlv(0x82, Buffer.from('localhost'));
  const ipv4 = tlv(0x87, Buffer.from([127, 0, 0, 1]));
  return extension(objectIds.subjectAltName, sequence(dnsName, ipv4));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), tlv(0x04, value));
}

function time(milliseconds: number): Buffer {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return tlv(0x18, Buffer.from(`${text}Z`));
}

const sequence = (...parts: Buffer[]) => tlv(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => tlv(0x31, Buffer.concat(parts));
const integer = (value: Buffer) => tlv(0x02, value);
const objectId = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
