/** The last warning: a program may make a client for each of its own requests. */
let told: string | undefined;

/** Whoever sets `NORTHWIND_ENV` or `NORTHWIND_BASE_URL` believes to have said where calls go, and has said nothing. */
export function tellUnread(variables: readonly string[], prefix: string, read: readonly string[]): void {
  const unread = variables.filter(
    (name) => name.startsWith(prefix) && !read.includes(name.slice(prefix.length)),
  );
  const warning = `[northwind] Calls go to production. Not read: ${unread.join(', ')}. Set ${prefix}ENVIRONMENT to say where they go.`;
  if (unread.length > 0 && warning !== told) console.warn((told = warning));
}
