// Runs in the extension host: evaluates what the tests outside send, so that one test can use the API and look at the window.

const { connect } = require("node:net");
const { createInterface } = require("node:readline");
const vscode = require("vscode");

/** Speaks JSON lines. Ends when the test hangs up, which closes this host. */
exports.run = (path) =>
  new Promise((ended) => {
    const socket = connect(path);
    socket.on("close", ended);
    socket.on("error", ended);
    createInterface({ input: socket }).on("line", async (line) => {
      const { id, source, args } = JSON.parse(line);
      const reply = await evaluate(source, args).then(
        (value) => ({ id, value }),
        (error) => ({ id, error: String(error?.stack ?? error) }),
      );
      socket.write(`${JSON.stringify(reply)}\n`);
    });
  });

async function evaluate(source, args) {
  // biome-ignore lint/security/noGlobalEval: it is the test's own code, sent to where `vscode` can be had
  const run = globalThis.eval(`(${source})`);
  return run(vscode, ...args);
}
