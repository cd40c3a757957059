type Json = any;

/** Signs in, and calls tools as that person. */
async function person(url: string, email: string, password = "Demo123!") {
  const post = async (path: string, body: object, token = ""): Promise<Json> => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const answer: Json = await response.json();
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const { access_token: token } = await post("/auth/login", { email, password });
  return {
    call: (tool: string, args: object = {}) => post(`/tools/${tool}`, args, token),
    staff: (tool: string, args: object) => post(`/staff/tools/${tool}`, args, token),
    logOut: () => post("/auth/logout", {}, token),
  };
}

const laptop = "prod-e9075764";

/** Uses every tool of the shop, staff's too, so that the server does everything it ever does to AWS. */
export async function useEveryTool(url: string): Promise<void> {
  await fetch(`${url}/ready`);
  const staff = await person(url, "staff@example.com", "Staff123!");
  const [red, blue] = [await putLantern(staff, "Red"), await putLantern(staff, "Blue")];
  await staff.staff("put_product", { product_id: blue, brand: "Kilnhaven" });
  await staff.staff("adjust_stock", { product_id: red, add: 5, reason: "A delivery" });
  await useAsCustomer(await person(url, "demo10@example.com"), staff, { red, blue });
}

async function putLantern(staff: Person, color: string): Promise<string> {
  const { product } = await staff.staff("put_product", {
    name: `${color} Paper Lantern`,
    description: "Folds flat.",
    category: "Home",
    price: 12.5,
    stock_quantity: 50,
    group_id: "lanterns",
    options: { color },
  });
  return product.product_id;
}

type Person = Awaited<ReturnType<typeof person>>;

interface Lanterns {
  readonly red: string;
  readonly blue: string;
}

async function useAsCustomer(customer: Person, staff: Person, { red, blue }: Lanterns): Promise<void> {
  await customer.call("search_products", { query: "lantern" });
  await customer.call("get_product", { product_id: red });
  await customer.call("get_product_reviews", { product_id: laptop });
  await customer.call("get_my_profile");
  const order = async () =>
    (await customer.call("order_product", { product_id: red, quantity: 2, allow_duplicate: true })).order_id;
  const [kept, changed, called] = [await order(), await order(), await order()];
  await customer.call("update_order", {
    order_id: changed,
    replace_items: [{ product_id: red, new_product_id: blue, quantity: 1 }],
  });
  await customer.call("cancel_order", { order_id: called, reason: "Ordered twice" });
  await customer.call("write_product_review", { product_id: red, rating: 4, review_text: "Warm light." });
  await customer.call("get_order_history", { limit: 2 });
  for (const id of [kept, changed])
    for (const status of ["processing", "shipped", "delivered"])
      await staff.staff("advance_order", { order_id: id, status });
  await customer.call("get_order", { order_id: kept });
  const returned = await customer.call("initiate_return", { order_id: kept, reason: "Too bright" });
  await customer.call("get_return", { return_id: returned.return_id });
  for (const action of ["approve", "in_transit", "receive", "refund"])
    await staff.staff("resolve_return", { return_id: returned.return_id, action });
  await customer.call("request_exchange", {
    order_id: changed,
    reason: "A dent",
    items: [{ product_id: red, new_product_id: blue, quantity: 1 }],
  });
  await customer.logOut();
}
