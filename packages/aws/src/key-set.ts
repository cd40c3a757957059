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
    onFetched();
    return response.arrayBuffer();
  },
});
