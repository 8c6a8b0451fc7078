import { renderSVG } from 'uqr';

/** A secret for an authenticator app: to scan, to open on this device, or to type. */
export function AuthenticatorSetup({ secret, username }: { secret: string; username: string }) {
  const account = encodeURIComponent(`Northwind Lockers:${username}`);
  const uri = `otpauth://totp/${account}?secret=${secret}&issuer=Northwind%20Lockers`;
  return (
    <>
      <p>Your account needs an authenticator app. Scan this picture with it, or type the key into it.</p>
      <img
        className="qr"
        alt="QR code that adds the key below to an authenticator app"
        src={`data:image/svg+xml,${encodeURIComponent(renderSVG(uri))}`}
      />
      <p>
        Key: <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>
        <br />
        <a href={uri}>Open the app on this device</a>
      </p>
    </>
  );
}
