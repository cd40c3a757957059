import { demoShop, loadShop } from "@shop/local";
import { readArguments } from "./support/job-arguments.ts";
import { runOnStore } from "./support/local-store.ts";
import { showProgress } from "./support/progress.ts";

const { stage } = readArguments("npm run seed [-- --stage NAME]");

await runOnStore({ stage }, async ({ db, config, place }) => {
  const shop = demoShop(new Date());
  const progress = showProgress("Writing");
  await loadShop(db, config.tables, shop, progress.update).finally(progress.stop);
  const { products, customers, orders, reviews, returns } = shop;
  console.log(
    `The demo shop is loaded (${place}): ${products.length} products, ${customers.length} customers, ${orders.length} orders, ${reviews.length} reviews, ${returns.length} returns.`,
  );
  return 0;
});
