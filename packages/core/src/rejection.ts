interface Refusal {
  /** The HTTP status that `/tools/*` sends. */
  readonly status: number;
  /** True when the same call may succeed later without the caller changing anything. */
  readonly retryable: boolean;
  /** What an agent should do instead: one sentence, ours, never a caller's text. */
  readonly hint: string;
}

/** Every refusal the shop can answer with. The one table behind REST statuses, MCP errors and their hints. */
export const refusals = {
  invalid_argument: { status: 400, retryable: false, hint: "Correct the named argument and call again." },
  invalid_cursor: { status: 400, retryable: false, hint: "Start again without cursor." },
  authentication_required: { status: 401, retryable: false, hint: "Ask the user to sign in, then call again." },
  token_expired: { status: 401, retryable: false, hint: "Sign in again to get a new token." },
  invalid_token: { status: 401, retryable: false, hint: "Sign in again to get a token of this shop." },
  insufficient_scope: { status: 403, retryable: false, hint: "Sign in with an account and a scope that may do this." },
  forbidden_origin: { status: 403, retryable: false, hint: "Call from a program, or from this server's own pages." },
  not_purchased: { status: 403, retryable: false, hint: "Only products the customer has bought can be reviewed." },
  spend_limit_exceeded: { status: 403, retryable: false, hint: "Tell the user that their daily limit is reached." },
  not_found: { status: 404, retryable: false, hint: "Check the address: GET / names what this server offers." },
  product_not_found: { status: 404, retryable: false, hint: "Use a product_id from search_products." },
  order_not_found: { status: 404, retryable: false, hint: "Use an order_id from get_order_history." },
  return_not_found: { status: 404, retryable: false, hint: "Use a return_id from the order's returns." },
  method_not_allowed: { status: 405, retryable: false, hint: "Use POST." },
  insufficient_stock: { status: 409, retryable: false, hint: "Offer the available quantity or another product." },
  product_unavailable: { status: 409, retryable: false, hint: "It is no longer sold: search for another product." },
  price_changed: { status: 409, retryable: false, hint: "Tell the user the new price and ask before ordering." },
  possible_duplicate: {
    status: 409,
    retryable: false,
    hint: "Ask the user whether they want a second one; if so, pass allow_duplicate: true.",
  },
  confirmation_required: { status: 409, retryable: false, hint: "Ask the user to confirm this order." },
  illegal_step: { status: 409, retryable: false, hint: "Take one of the steps in details.allowed." },
  order_not_cancellable: { status: 409, retryable: false, hint: "Once delivered, use initiate_return instead." },
  not_delivered: {
    status: 409,
    retryable: false,
    hint: "Wait for delivery, or cancel the order if it has not shipped.",
  },
  return_window_closed: { status: 409, retryable: false, hint: "Tell the user that the return window has ended." },
  nothing_left_to_return: { status: 409, retryable: false, hint: "Return at most details.max_quantity." },
  already_returned: { status: 409, retryable: false, hint: "Tell the user the status of the return that exists." },
  already_reviewed: { status: 409, retryable: false, hint: "Pass update: true to replace the earlier review." },
  conflict_retry: { status: 409, retryable: true, hint: "Somebody changed the same thing: call again." },
  payload_too_large: { status: 413, retryable: false, hint: "Send less than 64 KiB." },
  unsupported_media_type: { status: 415, retryable: false, hint: "Send Content-Type: application/json." },
  idempotency_conflict: { status: 422, retryable: false, hint: "Use a new idempotency_key for a new purchase." },
  rate_limited: { status: 429, retryable: true, hint: "Wait before calling again." },
  internal: { status: 500, retryable: true, hint: "Call again; if it persists, quote the request id." },
  unavailable: { status: 503, retryable: true, hint: "Wait a moment and call again." },
  deadline_exceeded: {
    status: 504,
    retryable: true,
    hint: "The outcome is unknown: call again with the same idempotency_key, or look at get_order_history first.",
  },
} as const satisfies Record<string, Refusal>;

export type RejectionCode = keyof typeof refusals;

/** A reason for refusing. Written by us, never by a caller or a database: an agent reads it as instructions. */
export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  /** Machine-readable facts: `path`, `allowed`, `available`, `unit_price`, ids. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Fields answered at the top level beside the error, where the guide's clients expect them. */
  readonly also?: Readonly<Record<string, unknown>>;
}

/** What a refused call answers: `{success:false, error, code, retryable, hint, details?}`. */
export const rejectionBody = ({ code, message, details, also }: Rejection): Record<string, unknown> => ({
  success: false,
  error: message,
  code,
  retryable: refusals[code].retryable,
  hint: refusals[code].hint,
  ...(details && { details }),
  ...also,
});
