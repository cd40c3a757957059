import { type Configuration, errors } from "oidc-provider";
import { type Metadata, normalize } from "./clients.ts";

/**
 * Runs our policy on client metadata before the library reads it, for registrations (which come with a request) and
 * fetched documents alike. Hung on a member that no client sends.
 */
export const extraClientMetadata: NonNullable<Configuration["extraClientMetadata"]> = {
  properties: ["shop_policy"],
  validator: (ctx, _key, _value, metadata) => {
    const problem = normalize(metadata as unknown as Metadata, ctx !== undefined);
    if (problem === undefined) return;
    throw Object.assign(new errors.InvalidClientMetadata(problem), { error: "invalid_redirect_uri" });
  },
};
