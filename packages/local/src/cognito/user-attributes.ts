import { invalidParameter } from "./errors.ts";
import type { User } from "./state.ts";

const writable = new Set([
  ...["email", "email_verified", "phone_number", "phone_number_verified", "name", "given_name", "family_name"],
  ...["preferred_username", "locale", "zoneinfo", "address", "birthdate", "picture", "custom:customer_id"],
]);

/** Refuses what the pool's schema does not know; an email is kept in lower case, as sign-in ignores case. */
export function checkAttributes(attributes: Record<string, string>): Record<string, string> {
  for (const name of Object.keys(attributes)) {
    if (name === "sub") throw invalidParameter("user.sub: Attribute cannot be updated.");
    if (!writable.has(name)) {
      throw invalidParameter(
        `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
      );
    }
  }
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.map(([name, value]) => [name, name === "email" ? value.toLowerCase() : value]));
}

/** A user's attributes as the API lists them. */
export function listAttributes({ sub, attributes }: User): { Name: string; Value: string }[] {
  return Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value }));
}

/** A user as the API shows it; times are seconds since 1970. */
export function showUser(user: User): Record<string, unknown> {
  return {
    Username: user.sub,
    UserCreateDate: user.createdAtMs / 1000,
    UserLastModifiedDate: user.updatedAtMs / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
