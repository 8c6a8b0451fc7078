import { useEffect, useState } from 'react';

/** A message that is also spoken: the region is there first and is filled then, because one that comes with its text is not read. */
export function StatusMessage({ text }: { text: string | undefined }) {
  const [shown, setShown] = useState<string>();
  useEffect(() => setShown(text), [text]);
  return <div role="status">{shown === undefined ? null : <p className="message">{shown}</p>}</div>;
}
