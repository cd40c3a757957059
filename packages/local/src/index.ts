export type { AuthFlow, CognitoClient } from "./cognito/client.ts";
export { type Cognito, type CognitoOptions, startCognito } from "./cognito/cognito.ts";
export { createTables } from "./create-tables.ts";
export { demoShop, type Shop } from "./demo/shop.ts";
export { createDemoUsers, type DemoUser, type DemoUsersOptions, demoUsers } from "./demo-users.ts";
export { type Engine, type EngineOptions, startEngine } from "./engine.ts";
export { isEmpty, loadShop, type OnProgress } from "./load-shop.ts";
