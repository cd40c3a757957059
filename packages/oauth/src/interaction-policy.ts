import { type Configuration, interactionPolicy } from "oidc-provider";
import type { Browsers } from "./browser.ts";

const { Prompt, Check } = interactionPolicy;
const browserSeconds = 3600;

/**
 * Every request stops for a person: consent, then sign-in, whatever this browser or this person has done before. The
 * consent page is sealed to the browser that the request came through.
 */
export const interactions = (browsers: Browsers): NonNullable<Configuration["interactions"]> => ({
  policy: [
    new Prompt(
      { name: "login", requestable: true },
      new Check(
        "always",
        "consent and sign-in are required",
        (ctx) => !ctx.oidc.result?.login || !ctx.oidc.result.consent,
      ),
    ),
    new Prompt({ name: "consent", requestable: true }),
  ],
  url: async (ctx, { uid }) => {
    const secret = browsers.read(ctx.get("cookie"), "browser") ?? browsers.newSecret();
    ctx.append("set-cookie", browsers.cookie("browser", secret, browserSeconds));
    return `/oauth/consent/${uid}?for=${await browsers.bind(uid, secret)}`;
  },
});
