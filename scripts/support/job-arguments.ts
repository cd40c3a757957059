import { parseArgs } from "node:util";

interface JobArguments {
  readonly stage: string | undefined;
  readonly again: boolean;
  readonly files: readonly string[];
}

/** Reads the arguments of a job; ends the process with its usage when they make no sense or help is asked for. */
export function readArguments(usage: string, { files = false } = {}): JobArguments {
  try {
    const { values, positionals } = parseArgs({
      options: {
        stage: { type: "string" },
        help: { type: "boolean" },
        ...(files && { again: { type: "boolean" as const } }),
      },
      allowPositionals: files,
    });
    if (!values.help && !(files && positionals.length === 0))
      return { stage: values.stage, again: values.again === true, files: positionals };
    console.log(`Usage: ${usage}`);
    process.exit(values.help ? 0 : 1);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
    process.exit(1);
  }
}
