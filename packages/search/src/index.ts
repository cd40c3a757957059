export { type Catalogue, createCatalogue, type ProductFeed } from "./catalogue.ts";
