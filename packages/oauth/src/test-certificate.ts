/** A certificate for app.example that nobody trusts but the tests: made with openssl, good for a hundred years. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUBTBJ66pXxRXuG6FD95fXlklY278wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLYXBwLmV4YW1wbGUwIBcNMjYxMTIzMDE1ODExWhgPMjEyNjEw
MzAwMTU4MTFaMBYxFDASBgNVBAMMC2FwcC5leGFtcGxlMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEVuXqqQ/MkQ+35XZvkb6g6jFteZp1Ololrnx9HYjbqqMiboou
c5ixfRbqfeoKmOA0esHe26gIUGX0wnzbglVLL6NrMGkwHQYDVR0OBBYEFBYrYn6D
kytiIq6eydCfK19Qz5qbMB8GA1UdIwQYMBaAFBYrYn6DkytiIq6eydCfK19Qz5qb
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILYXBwLmV4YW1wbGUwCgYIKoZI
zj0EAwIDSAAwRQIgO0mhgtRmnzflHdiPnX74ewxj6XQydbuYw3kBwfDZSkoCIQCs
+sp3OiMcvGLquiYfV5rmrrXLfQ2NKnqMpLEzidakQA==
-----END CERTIFICATE-----
`;

/** Its key. Protects nothing. */
export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8+wx1SZpjRKUDu8r
vYBzhLUn7bGeRO/Lw7hw1ZV2yFuhRANCAARW5eqpD8yRD7fldm+RvqDqMW15mnU6
WiWufH0diNuqoyJuii5zmLF9Fup96gqY4DR6wd7bqAhQZfTCfNuCVUsv
-----END PRIVATE KEY-----
`;
