/**
 * Where the AWS SDK looks for credentials when the environment has none. A function's environment always has them, and
 * esbuild cuts the code that every start reads into more files for each of these that it might load.
 */
const otherCredentials = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** How SST bundles the function. What a call does not need lies in files of its own, read by nobody. */
export const functionBundle = { minify: true, splitting: true, esbuild: { external: otherCredentials } };
