// Preloaded into the Lambda runtime client, in place of its native addon, which only builds with a C++ tool chain: the
// same four functions over HTTP. What the addon sends while it blocks, this one sends before it asks for the next event.
const { Agent, request } = require("node:http");
const Module = require("node:module");

const agent = new Agent({ keepAlive: true });
const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? "").split(":");
let sent = Promise.resolve();

const exchange = (method, path, { body, headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const url = `/2018-06-01/runtime/invocation/${path}`;
    const ask = request({ agent, hostname, port, method, path: url, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ bodyJson: text, headers: response.headers }));
    });
    ask.on("error", reject);
    ask.end(body);
  });

const send = (path, body, headers) => {
  sent = sent.then(() => exchange("POST", path, { body, headers: { "content-type": "application/json", ...headers } }));
};

const rapidClient = {
  initializeClient() {},
  next: () => sent.then(() => exchange("GET", "next")),
  done: (id, body) => send(`${id}/response`, body),
  error: (id, body, xray) => send(`${id}/error`, body, { "lambda-runtime-function-xray-error-cause": xray }),
};

const load = Module._load;
Module._load = function (name, ...more) {
  return name === "./rapid-client.node" ? rapidClient : load.call(this, name, ...more);
};
