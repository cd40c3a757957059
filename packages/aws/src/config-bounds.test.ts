import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

const needed = {
  AWS_REGION: "us-west-2",
  COGNITO_USER_POOL_ID: "us-west-2_AbCdEf123",
  COGNITO_CLIENT_ID: "1example23456789",
};

it.each([
  ["RETURN_WINDOW_DAYS_BY_CATEGORY", "Clothing=99999999999"],
  ["PORT", " "],
  ["MAX_CONCURRENT_REQUESTS", "0"],
  ["MAX_QUEUED_REQUESTS", "10001"],
  ["MAX_SHARE_PER_ADDRESS", "0"],
  ["MAX_SHARE_PER_ADDRESS", "101"],
  ["RATE_LIMIT_PER_CUSTOMER", "-1"],
  ["RATE_LIMIT_PER_CLIENT", "often"],
  ["RATE_LIMIT_PER_ADDRESS", "1000001"],
  ["PUBLIC_URL", "https://shop.example/base"],
  ["PUBLIC_URL", "https://shop.example?a=1"],
  ["COGNITO_USER_POOL_ID", "eu-west-1_AbCdEf123"],
])("%s=%j is refused by name", (name, value) => {
  expect(() => readConfig({ ...needed, [name]: value })).toThrow(new RegExp(`^Cannot start:\n {2}${name} `));
});
