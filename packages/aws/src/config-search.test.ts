import { expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";
import { searchEnvironment } from "./config-search.ts";

const needed = {
  AWS_REGION: "us-west-2",
  COGNITO_USER_POOL_ID: "us-west-2_AbCdEf123",
  COGNITO_CLIENT_ID: "1example23456789",
};

const good: [keyof typeof searchEnvironment, string, object][] = [
  ["SEARCH_SNAPSHOT_BUCKET", "shop-index.eu", { snapshotBucket: "shop-index.eu" }],
  ["SEARCH_SNAPSHOT_MINUTES", "720", { snapshotMinutes: 720 }],
  [
    "SEARCH_ENDPOINT",
    "https://search-shop.us-west-2.es.amazonaws.com/",
    { endpoint: "https://search-shop.us-west-2.es.amazonaws.com" },
  ],
];

it.each(good)("%s=%s is taken", (name, value, expected) => {
  expect(readConfig({ ...needed, [name]: value }).search).toMatchObject(expected);
});

it.each([
  ["SEARCH_SNAPSHOT_BUCKET", "Shop Index"],
  ["SEARCH_SNAPSHOT_BUCKET", "a"],
  ["SEARCH_SNAPSHOT_MINUTES", "0"],
  ["SEARCH_SNAPSHOT_MINUTES", "721"],
  ["SEARCH_ENDPOINT", "search-shop"],
])("%s=%s is refused by name", (name, value) => {
  const read = () => readConfig({ ...needed, [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^ {2}${name} must `, "m"));
});

it("without any of it the index is this server's own, filled from the table", () => {
  const { search, s3Endpoint } = readConfig(needed);
  expect(search).toEqual({ snapshotBucket: undefined, snapshotMinutes: 60, endpoint: undefined });
  expect(s3Endpoint).toBeUndefined();
  expect(Object.keys(searchEnvironment)).toEqual(good.map(([name]) => name));
});
