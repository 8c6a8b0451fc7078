import { useEffect, useRef, type ReactNode } from 'react';

/** The page's heading; takes the focus when the page takes the place of another, so that a screen reader begins here. */
export function PageHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
