import { preparePlatform } from "../../../scripts/support/plan/platform.ts";
import { planNames, planned } from "./stage-plan.ts";

/** Makes every plan once, two at a time, so that no test waits for one and no two make the same. */
export async function setup(): Promise<void> {
  preparePlatform(console.log);
  const names = [...planNames];
  const work = async () => {
    for (let name = names.shift(); name; name = names.shift()) await planned(name);
  };
  await Promise.all([work(), work()]);
}
