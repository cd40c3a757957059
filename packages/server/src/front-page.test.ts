import { tools } from "@shop/core";
import { expect, it } from "vitest";
import type { Settings } from "./backend.ts";
import { description, frontPage } from "./front-page.ts";

const settings = {
  version: "1.0.0",
  publicUrl: "https://shop.example",
  authorizationServer: "https://issuer.example",
  allowedOrigins: [],
  loopbackOnly: false,
  requestDeadlineMs: 1000,
} as Settings;

it("tells people where to connect and what every tool does", () => {
  const page = frontPage(settings);
  expect(page).toMatch(/^<!doctype html><html lang="en">/);
  expect(page).toContain("https://shop.example/mcp");
  for (const { name } of tools) expect(page).toContain(`<code>${name}</code>`);
});

it("ends each sentence about a tool with one full stop", () => {
  expect(frontPage(settings)).not.toMatch(/\.\.<\/td>/);
});

it("escapes what comes from settings, wherever it stands", () => {
  const nasty = `"><script>alert('&')</script>`;
  const page = frontPage({ ...settings, publicUrl: `https://x/${nasty}`, version: nasty });
  expect(page).not.toContain("<script");
  expect(page).not.toContain("alert('");
  expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThanOrEqual(3);
});

it("runs no script and loads nothing from elsewhere", () => {
  const page = frontPage(settings);
  expect(page).not.toMatch(/<script|<img|<link|src=|@import|url\(|\son\w+=/i);
});

it("tells programs the same as data", () => {
  expect(description(settings)).toMatchObject({
    service: "ecommerce-mcp-server",
    mcp: "https://shop.example/mcp",
    login: "https://shop.example/auth/login",
    tools: tools.map(({ name, access }) => ({ name, access, url: `https://shop.example/tools/${name}` })),
  });
});
