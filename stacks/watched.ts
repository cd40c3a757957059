import type { Service } from "./metrics.ts";
import type { StageSettings } from "./stage.ts";
import type { StageTables } from "./tables.ts";

/** What a stage consists of, as far as somebody on call looks at it. */
export interface Watched {
  readonly settings: StageSettings;
  readonly tables: StageTables;
  readonly logGroup: $util.Input<string>;
  readonly front: { readonly gateway: $util.Input<string> } | { readonly balancer: $util.Input<string> };
  readonly compute: Service | { readonly fn: $util.Input<string> };
}
