export type { AuthFlow, CognitoClient } from "./cognito/client.ts";
export { type Cognito, type CognitoOptions, startCognito } from "./cognito/cognito.ts";
export { type Engine, type EngineOptions, startEngine } from "./engine.ts";
