const minute = 60;
const day = 86_400;

/** How long things last, in seconds. */
export const lifetimes = {
  /** An access token. */
  access: 15 * minute,
  /** An authorization code (RFC 6749 section 4.1.2 allows ten minutes). */
  code: minute,
  /** What an app may do for a customer before they sign in again, whatever it refreshes. */
  grant: 30 * day,
  /** What a person may take from the first page to the last. */
  signIn: 10 * minute,
  /** A visit to the page of connected apps. */
  account: 10 * minute,
  /** An app that registered itself and is not used. */
  client: 90 * day,
  /** How long a refresh token may come again, in case the answer to its first use was lost on the way. */
  grace: 30,
} as const;
