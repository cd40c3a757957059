import requests

ENDPOINT = "http://<YOUR_PUBLIC_IP>:8000"

# 1. Search products (no auth required)
def search_products(query, max_price=None, category=None):
    payload = {"query": query}
    if max_price:
        payload["max_price"] = max_price
    if category:
        payload["category"] = category

    response = requests.post(
        f"{ENDPOINT}/tools/search_products",
        json=payload
    )
    return response.json()

# 2. Login and get token
def login(email, password):
    response = requests.post(
        f"{ENDPOINT}/auth/login",
        json={"email": email, "password": password}
    )
    return response.json()["access_token"]

# 3. Order product (auth required)
def order_product(token, product_id, quantity=1):
    response = requests.post(
        f"{ENDPOINT}/tools/order_product",
        json={"product_id": product_id, "quantity": quantity},
        headers={"Authorization": f"Bearer {token}"}
    )
    return response.json()

# 4. Write review (auth required)
def write_review(token, product_id, rating, review_text):
    response = requests.post(
        f"{ENDPOINT}/tools/write_product_review",
        json={
            "product_id": product_id,
            "rating": rating,
            "review_text": review_text
        },
        headers={"Authorization": f"Bearer {token}"}
    )
    return response.json()

# Example usage
if __name__ == "__main__":
    # Search (public)
    products = search_products("laptop", max_price=1500)
    print(f"Found {products['count']} products")

    # Login
    token = login("demo1@example.com", "Demo123!")
    print("Logged in successfully")

    # Order
    if products["products"]:
        product_id = products["products"][0]["product_id"]
        order = order_product(token, product_id, quantity=1)
        print(f"Order placed: {order['order_id']}")

        # Review
        review = write_review(token, product_id, 5, "Great product")
        print(f"Review submitted: {review['review_id']}")
