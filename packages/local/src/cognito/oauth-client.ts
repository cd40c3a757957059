import { type Clients, type CognitoClient, isSecretRight } from "./client.ts";
import type { HttpReply, HttpRequest } from "./http.ts";
import { json } from "./http.ts";

/** A form post of the OAuth endpoints by a client that proved itself, or the refusal to send. */
export type ClientForm = { client: CognitoClient; form: URLSearchParams } | { refusal: HttpReply };

/** Reads the form and checks the client: HTTP Basic or client_secret in the body, never both (RFC 6749 section 2.3). */
export function readClientForm({ headers, body }: HttpRequest, clients: Clients): ClientForm {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return refuse("invalid_request");
  const form = new URLSearchParams(body);
  const basic = readBasic(headers.authorization);
  if (basic && form.has("client_secret")) return refuse("invalid_request");
  const id = basic?.id ?? form.get("client_id") ?? "";
  if (form.has("client_id") && form.get("client_id") !== id) return refuse("invalid_request");
  const client = clients.get(id);
  if (!client || !isSecretRight(client, basic?.secret ?? form.get("client_secret") ?? undefined)) {
    return refuse("invalid_client");
  }
  return { client, form };
}

export function oauthError(error: string, status = 400): HttpReply {
  return json(status, { error });
}

function refuse(error: string): ClientForm {
  return { refusal: oauthError(error) };
}

function readBasic(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic ([\w+/=-]+)$/i.exec(header ?? "")?.[1];
  if (!encoded) return undefined;
  const [id = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  return { id: decode(id), secret: decode(rest.join(":")) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
