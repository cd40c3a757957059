import type { Settings } from "./backend.ts";

const path = "/icon.svg";

/** The shop's sign: a bag. Small, still, and without anything to load. */
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6e4f"/>' +
  '<path d="M9 12h14l1.5 13h-17zM12 14v-3.5a4 4 0 0 1 8 0V14" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round"/></svg>';

/** `GET /icon.svg`. */
export const icon = {
  path,
  answer: (): Response =>
    new Response(drawing, {
      headers: {
        "content-type": "image/svg+xml",
        "cache-control": "public, max-age=86400",
        "content-security-policy": "default-src 'none'",
      },
    }),
} as const;

/** The icon as MCP lists it: on this server's own origin, as clients demand. */
export const iconsOf = ({ publicUrl }: Pick<Settings, "publicUrl">) => [
  { src: `${publicUrl}${path}`, mimeType: "image/svg+xml", sizes: ["any"] },
];
