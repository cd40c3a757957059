import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { CognitoError } from "./errors.ts";

/** Keeps and checks passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether `password` is the one kept; without a kept hash it takes the same time and says no. */
  verify(password: string, kept: string | undefined): Promise<boolean>;
}

const blockSize = 8;
const keyBytes = 32;
const saltBytes = 16;

/** scrypt with cost `cost` (N, a power of two), r = 8, p = 1, kept as `scrypt$N$salt$key`. */
export function scryptPasswords(cost = 16_384): Passwords {
  const nobody = format(cost, randomBytes(saltBytes), randomBytes(keyBytes));
  return {
    async hash(password) {
      const salt = randomBytes(saltBytes);
      return format(cost, salt, await derive(password, salt, cost));
    },
    async verify(password, kept) {
      const [, keptCost, salt = "", key = ""] = (kept ?? nobody).split("$");
      const derived = await derive(password, Buffer.from(salt, "base64url"), Number(keptCost));
      return timingSafeEqual(derived, Buffer.from(key, "base64url")) && kept !== undefined;
    },
  };
}

/** Cognito's default password policy: 8 to 256 characters, a lower and an upper case letter, a digit and a symbol. */
export function checkPasswordPolicy(password: string): void {
  const rules: [boolean, string][] = [
    [password.length >= 8, "Password not long enough"],
    [password.length <= 256, "Password too long"],
    [/[a-z]/.test(password), "Password must have lowercase characters"],
    [/[A-Z]/.test(password), "Password must have uppercase characters"],
    [/\d/.test(password), "Password must have numeric characters"],
    [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password.trim()), "Password must have symbol characters"],
  ];
  const broken = rules.find(([kept]) => !kept);
  if (broken) {
    throw new CognitoError("InvalidPasswordException", `Password did not conform with policy: ${broken[1]}`);
  }
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options: ScryptOptions = { N: cost, r: blockSize, p: 1, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function format(cost: number, salt: Buffer, key: Buffer): string {
  return ["scrypt", cost, salt.toString("base64url"), key.toString("base64url")].join("$");
}
