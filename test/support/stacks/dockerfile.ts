import { readFileSync } from "node:fs";

/** One instruction of a Dockerfile, continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** A stage: from one FROM to the next. */
export interface BuildStage {
  readonly from: string;
  readonly as: string | undefined;
  readonly instructions: readonly Instruction[];
}

export function readDockerfile(file: string): BuildStage[] {
  const lines = readFileSync(file, "utf8").replace(/\\\n/g, " ").split("\n");
  const stages: { from: string; as: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines.map((text) => text.trim()).filter((text) => text !== "" && !text.startsWith("#"))) {
    const [, name = "", value = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const [, from = "", as] = /^(?:--\S+ )*(\S+)(?: AS (\w+))?$/i.exec(value) ?? [];
    if (name === "FROM") stages.push({ from, as, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, value });
  }
  return stages;
}

/** Arguments of an instruction, its `--flags` apart. */
export function partsOf({ value }: Instruction) {
  const words = value.split(/\s+/);
  const flags = words.filter((word) => word.startsWith("--"));
  return { flags, words: words.filter((word) => !word.startsWith("--")) };
}
