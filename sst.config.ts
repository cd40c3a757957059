/// <reference path="./.sst/platform/config.d.ts" />

// SST reads this file twice: for `app`, before any of its globals exist, and then to run `run`. A stack imported at the
// top would be evaluated the first time, which SST refuses; hence the imports inside.
export default $config({
  async app({ stage }) {
    const { appSettings } = await import("./stacks/stage.ts");
    return appSettings(stage, process.env);
  },
  async run() {
    const { createStage } = await import("./stacks/index.ts");
    return createStage($app.stage, process.env);
  },
});
