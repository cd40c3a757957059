import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startCognito } from "./cognito.ts";
import { callApi, email, password, startPool } from "./test-support.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "shop-cognito-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function withPool(test: (pool: Awaited<ReturnType<typeof startPool>>) => Promise<void>, folder?: string) {
  const pool = await startPool({ dataDir: folder });
  try {
    await test(pool);
  } finally {
    await pool.stop();
  }
}

describe("the pool's state", () => {
  it("outlives a restart: users, groups, passwords, sessions, revocations and the key", async () => {
    let kept = { AccessToken: "", RefreshToken: "" };
    let revoked = kept;
    await withPool(async (pool) => {
      await pool.addUser();
      await pool.call("CreateGroup", { UserPoolId: pool.poolId, GroupName: "staff" });
      kept = await pool.tokens();
      revoked = await pool.tokens();
      await pool.call("RevokeToken", { ClientId: "login", Token: revoked.RefreshToken });
    }, dataDir);
    await withPool(async (pool) => {
      expect((await pool.signIn()).AuthenticationResult).toBeDefined();
      expect(await pool.call("GetUser", { AccessToken: kept.AccessToken })).toMatchObject({ status: 200 });
      expect(await pool.call("GetUser", { AccessToken: revoked.AccessToken })).toMatchObject({ status: 400 });
      const refresh = { ClientId: "login", RefreshToken: kept.RefreshToken };
      expect(await pool.call("GetTokensFromRefreshToken", refresh)).toMatchObject({ status: 200 });
      const join = { UserPoolId: pool.poolId, Username: email, GroupName: "staff" };
      expect(await pool.call("AdminAddUserToGroup", join)).toEqual({ status: 200 });
    }, dataDir);
  });

  it("is on disk before an operation answers, for its owner only and without any secret in clear", async () => {
    await withPool(async (pool) => {
      const file = join(dataDir, "cognito.json");
      await pool.addUser();
      expect(readFileSync(file, "utf8")).toContain(email);
      const { AccessToken, RefreshToken } = await pool.tokens();
      const text = readFileSync(file, "utf8");
      expect(text).toContain(RefreshToken.split(".")[0]);
      for (const secret of [password, RefreshToken.split(".")[1] ?? "?", AccessToken])
        expect(text).not.toContain(secret);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(existsSync(`${file}.tmp`)).toBe(false);
    }, dataDir);
  });

  it("keeps every one of many changes at once", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `user${index}@example.com`);
    await withPool(async (pool) => {
      await Promise.all(names.map((name) => pool.addUser(name, {})));
      const { users } = JSON.parse(readFileSync(join(dataDir, "cognito.json"), "utf8"));
      const emails = users.map((user: { attributes: { email: string } }) => user.attributes.email);
      expect(emails.sort()).toEqual([...names].sort());
    }, dataDir);
  });

  it("is refused in one clear line when it cannot be read", async () => {
    writeFileSync(join(dataDir, "cognito.json"), "{");
    const refusal = startCognito({ dataDir, clients: [] });
    await expect(refusal).rejects.toThrow(/^Cannot read .*cognito\.json: repair it, or delete it/);
  });

  it("has another key in every folder", async () => {
    const keyOf = async (folder?: string) => {
      let key = "";
      await withPool(async (pool) => {
        key = await (await pool.get(`/${pool.poolId}/.well-known/jwks.json`)).text();
      }, folder);
      return key;
    };
    expect(await keyOf(dataDir)).toBe(await keyOf(dataDir));
    expect(await keyOf()).not.toBe(await keyOf());
  });
});

describe("the HTTP server", () => {
  it("answers on 127.0.0.1, on the port it is given, and says in one line that it is taken", async () => {
    await withPool(async (pool) => {
      const { hostname, port } = new URL(pool.url);
      expect(hostname).toBe("127.0.0.1");
      const second = startCognito({ dataDir: undefined, clients: [], port: Number(port) });
      await expect(second).rejects.toThrow(new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 cannot be used.*\\.$`));
    });
  });

  it("takes the pool id and region it is given", async () => {
    const cognito = await startCognito({ dataDir: undefined, clients: [], region: "eu-west-1" });
    expect(cognito).toMatchObject({ region: "eu-west-1", poolId: "eu-west-1_Local0001" });
    await cognito.stop();
    await expect(fetch(cognito.url)).rejects.toThrow();
  });

  it("answers 404 to unknown paths and methods", async () => {
    await withPool(async (pool) => {
      for (const path of ["/", "/nothing", "//evil.example/", `/${pool.poolId}/.well-known/`, "/oauth2/token"]) {
        expect((await pool.get(path)).status).toBe(404);
      }
    });
  });

  it("refuses unknown operations and bodies that are not JSON objects, without a stack", async () => {
    await withPool(async ({ url }) => {
      const unknown = { status: 400, __type: "UnknownOperationException" };
      for (const name of ["SignUp", "constructor", "", "InitiateAuth.x"]) {
        expect(await callApi(url, name, "{}")).toMatchObject(unknown);
      }
      for (const body of ["{", "[]", "null", '"x"']) {
        const reply = await callApi(url, "InitiateAuth", body);
        expect(reply).toMatchObject({ status: 400, __type: "SerializationException" });
        expect(JSON.stringify(reply)).not.toMatch(/\bat \w|\.ts/);
      }
    });
  });

  it("refuses a body over 64 KiB", async () => {
    await withPool(async ({ url }) => {
      const send = (bytes: number) => fetch(url, { method: "POST", body: "x".repeat(bytes) });
      expect((await send(64 * 1024)).status).toBe(400);
      expect((await send(64 * 1024 + 1)).status).toBe(413);
      expect((await send(8 * 1024 * 1024)).status).toBe(413);
    });
  });

  it("refuses a name that is not this machine's", async () => {
    await withPool(async ({ url }) => {
      const statusFor = (host: string) =>
        new Promise((resolve, reject) => {
          const call = request(`${url}/login`, { headers: { host } }, (reply) => {
            reply.resume();
            resolve(reply.statusCode);
          });
          call.once("error", reject).end();
        });
      expect(await statusFor("evil.example")).toBe(421);
      expect(await statusFor("127.0.0.1.evil.example")).toBe(421);
      expect(await statusFor("localhost:8000")).toBe(400);
    });
  });
});
