import { writeFileSync } from "node:fs";
import type { ProgramInput } from "./bundle-program.ts";
import { answerOf } from "./data-sources.ts";
import { computedOf } from "./provider-outputs.ts";
import { type Build, startSstServer } from "./sst-server.ts";

// Runs inside the bundle of bundle-program.ts, in a process of its own.

/** One resource that the program asked for. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** False for a component, which only groups others. */
  readonly custom: boolean;
  /** Looked up, not created. */
  readonly read: boolean;
  readonly inputs: Record<string, any>;
  readonly id: string;
  /** What a component says of itself to SST's CLI. */
  outputs: Record<string, any>;
  /** What decides on what may be done to it later. */
  options: { protect?: boolean; retainOnDelete?: boolean; ignoreChanges?: string[]; parent?: string };
}

export interface Recording {
  readonly resources: readonly Resource[];
  readonly builds: readonly Build[];
  readonly outputs: Record<string, any>;
}

type Callback = (error: unknown, response: unknown) => void;

/** The part of Pulumi's SDK that recording takes; it lives with SST's platform, out of reach of our own types. */
interface Pulumi {
  runtime: {
    setMocks(mocks: object, project: string, stack: string, preview: boolean, organization: string): Promise<void>;
    getMonitor(): {
      registerResource(request: Registration, callback: Callback): void;
      registerResourceOutputs(request: Outputs, callback: Callback): void;
    };
    runInPulumiStack(program: () => Promise<unknown>): Promise<unknown>;
    disconnect(): Promise<void>;
  };
  output(value: unknown): { apply(use: (value: any) => void): void };
}

interface Outputs {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Record<string, unknown> } | undefined;
}

interface Registration {
  getName(): string;
  getType(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getParent(): string;
}

/** Runs the program against a stand-in for Pulumi's engine that creates nothing and remembers everything. */
export async function record(pulumi: Pulumi, program: () => Promise<unknown>, input: ProgramInput): Promise<void> {
  const resources: Resource[] = [];
  // An error inside an `apply` rejects an output that nothing awaits, and Pulumi would wait for it for ever.
  process.on("unhandledRejection", fail);
  process.on("uncaughtException", fail);
  const { builds, close } = await startSstServer(input.cli.paths);
  try {
    const { name, stage } = input.app;
    await pulumi.runtime.setMocks(mocksOf(resources, input), name, stage, false, "organization");
    rememberOptions(pulumi, resources);
    const outputs = await pulumi.runtime.runInPulumiStack(program);
    await pulumi.runtime.disconnect();
    const resolved = await new Promise<Record<string, any>>((resolve) => pulumi.output(outputs ?? {}).apply(resolve));
    writeFileSync(input.resultFile, JSON.stringify({ resources, builds, outputs: resolved } satisfies Recording));
    close();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

interface NewResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>;
  readonly id?: string;
  readonly custom?: boolean;
}

const mocksOf = (resources: Resource[], { region }: ProgramInput) => ({
  newResource({ type, name, inputs, id: given, custom = true }: NewResource) {
    const { id: made, state } = computedOf({ type, name, inputs, region });
    const id = given || made;
    resources.push({ type, name, custom, read: Boolean(given), inputs, id, outputs: {}, options: {} });
    return { id, state };
  },
  call: ({ token, inputs }: { token: string; inputs: Record<string, any> }) => answerOf(token, inputs, region),
});

/** Mocks see a resource's inputs but not its options; the request to register it has both. */
function rememberOptions(pulumi: Pulumi, resources: readonly Resource[]): void {
  const monitor = pulumi.runtime.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      const found = resources.findLast(({ name, type }) => name === request.getName() && type === request.getType());
      if (found)
        found.options = {
          ...(request.getProtect() && { protect: true }),
          ...(request.getRetainondelete() && { retainOnDelete: true }),
          ignoreChanges: request.getIgnorechangesList(),
          parent: request.getParent().split("::").at(-1) ?? "",
        };
      callback(error, response);
    });
  const complete = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, callback) => {
    const [type, name] = request.getUrn().split("::").slice(-2);
    const found = resources.findLast((made) => made.name === name && made.type === type?.split("$").at(-1));
    if (found) found.outputs = request.getOutputs()?.toJavaScript() ?? {};
    complete(request, callback);
  };
}
