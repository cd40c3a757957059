import { type Order, type OrderLine, type Return, returnStatuses } from "@shop/core";
import { orderItem, returnItem, toOrder, toReturn } from "@shop/aws";
import { checkCurrency, checkId, checkParsed, FieldProblem, type Fields, isFields, withMinor } from "./import-shop-fields.ts";
