import { FetchError } from "aws-jwt-verify/error";
import type { Config } from "./config.ts";

const patienceMs = 2000;

/** Fetches the pool's key set: from its own address, or from the Cognito endpoint in its place when one is configured. */
export const keySetFetcher = (
  { region, cognitoEndpoint }: Pick<Config, "region" | "cognitoEndpoint">,
  onFetched: () => void = () => undefined,
) => ({
  async fetch(uri: string): Promise<ArrayBuffer> {
    const address = cognitoEndpoint ? uri.replace(`https://cognito-idp.${region}.amazonaws.com`, cognitoEndpoint) : uri;
    const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) }).catch((error: unknown) => {
      throw new FetchError(uri, error);
    });
    if (!response.ok) throw new FetchError(uri, `status ${response.status}`);
    const keys = await response.arrayBuffer();
    if (!isKeySet(keys)) throw new FetchError(uri, "not a key set");
    onFetched();
    return keys;
  },
});

/** An error page with status 200 says nothing about a token. */
function isKeySet(bytes: ArrayBuffer): boolean {
  try {
    return Array.isArray(JSON.parse(new TextDecoder().decode(bytes)).keys);
  } catch {
    return false;
  }
}
