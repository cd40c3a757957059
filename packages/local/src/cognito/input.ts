import { CognitoError, invalidParameter } from "./errors.ts";

/** The body of an API call, nothing checked yet. */
export type Input = Readonly<Record<string, unknown>>;

export function findText(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new CognitoError("SerializationException", `${name} must be a string`);
  return value;
}

export function getText(input: Input, name: string): string {
  const value = findText(input, name);
  if (value) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

export function getParameters(input: Input): Input {
  const value = input["AuthParameters"] ?? {};
  if (!isInput(value)) throw new CognitoError("SerializationException", "AuthParameters must be a map");
  return value;
}

/** One of an InitiateAuth call's AuthParameters. */
export function getParameter(parameters: Input, name: string): string {
  const value = findText(parameters, name);
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** `[{Name, Value}]` as an object. */
export function readAttributes(input: Input): Record<string, string> {
  const list = input["UserAttributes"] ?? [];
  if (!Array.isArray(list)) throw new CognitoError("SerializationException", "UserAttributes must be a list");
  return Object.fromEntries(
    list.map((one: unknown) => {
      if (!isInput(one)) throw new CognitoError("SerializationException", "UserAttributes must hold Name and Value");
      return [getText(one, "Name"), findText(one, "Value") ?? ""];
    }),
  );
}

export function isInput(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
