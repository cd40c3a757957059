const shown = 24;
/** A name of ordinary length, in ordinary characters, that begins with a letter: no address, no token, no sentence. */
const ordinary = /^[A-Za-z][\w .+()/-]{0,39}$/;

/** What a program calls itself, fit for the log: callers write it, so anything out of the ordinary is just `other`. */
export function clientName(name: unknown): string | undefined {
  if (typeof name !== "string" || name === "") return undefined;
  return ordinary.test(name) ? name.slice(0, shown) : "other";
}

/** An app's id as the log shows it. Ids that are addresses (client metadata documents) go without their scheme. */
export const shortClientId = (id: string): string =>
  id
    .replace(/^https:\/\//, "")
    .replace(/[^\w.:/-]/g, "")
    .slice(0, shown);
